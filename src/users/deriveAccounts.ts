import { type Address, bytesToHex, type Hex, hexToBytes, sha256 } from 'viem'
import { InvalidParameterError } from '../errors/config.js'
import type { DerivationPath } from './parsePath.js'

/** An account that a secret gives. */
export type DerivedAccount = {
  /** EIP-55 checksummed. */
  address: Address
  /** Uncompressed SEC1 (65 bytes), hex with 0x. */
  publicKey: Hex
}

/** Derives accounts from secrets. */
export type DeriveAccounts = {
  /** The account of a private key. Throws if it is not one. */
  ofPrivateKey(privateKey: Hex): DerivedAccount
  /** The account at a path of a seed phrase. Throws if the number of words is wrong. */
  ofSeedPhrase(seedPhrase: string, path: DerivationPath): DerivedAccount
  /**
   * Returns a private key as hex with 0x, however people write it.
   *
   * @throws InvalidParameterError without the value.
   */
  parsePrivateKey(privateKey: unknown): Hex
  /**
   * Tidies up the words of a seed phrase, as people type them.
   *
   * @throws InvalidParameterError saying what is wrong, without repeating a word.
   */
  parseSeedPhrase(mnemonic: unknown): string
}

/** Loads viem's accounts and its word list, some 60 kB that an app without exports and imports does not need. */
export async function loadDeriveAccounts(): Promise<DeriveAccounts> {
  const { english, mnemonicToAccount, privateKeyToAccount } = await import('viem/accounts')
  return {
    ofPrivateKey: (privateKey) => pick(privateKeyToAccount(privateKey)),
    ofSeedPhrase(seedPhrase, path) {
      const [words = '', passphrase = ''] = splitSeedPhrase(seedPhrase)
      return pick(mnemonicToAccount(words, { passphrase, path }))
    },
    parsePrivateKey(privateKey) {
      const key: Hex = `0x${String(privateKey).trim().replace(/^0x/i, '').toLowerCase()}`
      try {
        privateKeyToAccount(key)
        return key
      } catch {
        // Without the cause, which may quote the key.
        throw invalid('privateKey', '`privateKey` is not a key of secp256k1. Pass 32 bytes in hex.')
      }
    },
    parseSeedPhrase(mnemonic) {
      const lines = String(mnemonic)
        .split(/\r\n|\r|\n/)
        .filter((line) => /\S/.test(line))
      const wordsByLine = lines.map((line) => line.normalize('NFKD').toLowerCase().match(/\S+/g) ?? [])
      const isWrapped = areWrapped(wordsByLine, (word) => english.includes(word))
      const [words = [], ...others] = isWrapped ? [wordsByLine.flat()] : wordsByLine
      if (others.length > 1)
        throw invalid(
          'mnemonic',
          'The passphrase of `mnemonic` must be one line, after the words. Check for line breaks and unknown words.',
        )
      const [, passphrase] = isWrapped ? [] : lines
      const unknown = words.findIndex((word) => !english.includes(word))
      if (![12, 15, 18, 21, 24].includes(words.length))
        throw invalid(
          'mnemonic',
          `\`mnemonic\` must have 12, 15, 18, 21 or 24 words, separated by spaces. It has ${words.length}.`,
        )
      if (unknown >= 0)
        throw invalid('mnemonic', `Word ${unknown + 1} of \`mnemonic\` is not in the English word list of BIP-39.`)
      if (!hasChecksum(words.map((word) => english.indexOf(word))))
        throw invalid('mnemonic', 'The checksum of `mnemonic` is wrong. Check the words and their order.')
      return [words.join(' '), ...(passphrase ? [passphrase] : [])].join('\n')
    },
  }
}

const pick = ({ address, publicKey }: DerivedAccount): DerivedAccount => ({ address, publicKey })

/**
 * Whether all lines together are the words, and none is a passphrase. Of two lines, the second may be one, so both must also
 * have the same number of words: a passphrase gives another wallet, and nothing would say so.
 */
function areWrapped(lines: readonly (readonly string[])[], isWord: (word: string) => boolean): boolean {
  const [first, second] = lines
  return lines.flat().every(isWord) && (lines.length > 2 || first?.length === second?.length)
}

/** A passphrase is everything after the first line. */
function splitSeedPhrase(seedPhrase: string): string[] {
  const end = seedPhrase.indexOf('\n')
  return end < 0 ? [seedPhrase] : [seedPhrase.slice(0, end), seedPhrase.slice(end + 1)]
}

/** 11 bits a word: entropy, then the first bits of its hash. https://github.com/bitcoin/bips/blob/master/bip-0039.mediawiki */
function hasChecksum(indexes: readonly number[]): boolean {
  const bits = indexes.map((index) => index.toString(2).padStart(11, '0')).join('')
  const size = Math.floor(bits.length / 33) * 32
  const entropy = Uint8Array.from({ length: size / 8 }, (_, at) => Number.parseInt(bits.slice(at * 8, at * 8 + 8), 2))
  const [first = 0] = hexToBytes(sha256(bytesToHex(entropy)))
  return first.toString(2).padStart(8, '0').startsWith(bits.slice(size))
}

function invalid(parameter: 'mnemonic' | 'privateKey', message: string): InvalidParameterError {
  return new InvalidParameterError({ parameter, value: '', message })
}
