import { pbkdf2Sync } from 'node:crypto'
// Not ox/Mnemonic, which loads all word lists and JavaScript's secp256k1: a tenth of the time in which the signer starts.
import { generateMnemonic, validateMnemonic } from '@scure/bip39'
import { wordlist as english } from '@scure/bip39/wordlists/english'

/** Bits of entropy by the number of words, BIP-39. */
const strengths: Record<number, number> = { 12: 128, 15: 160, 18: 192, 21: 224, 24: 256 }

export const mnemonicLengths: readonly number[] = Object.keys(strengths).map(Number)

export function randomMnemonic(words: number): string {
  const strength = strengths[words]
  if (strength === undefined) throw new RangeError(`a mnemonic cannot have ${words} words`)
  return generateMnemonic(english, strength)
}

/**
 * Parses what clients import: words, and in a second line a passphrase if there is one. Returns the form that is stored, derived
 * from and exported.
 *
 * @throws RangeError saying what is wrong, without repeating a word.
 */
export function parseSeedPhrase(text: string): string {
  const { words, passphrase } = splitSeedPhrase(text)
  const list = words.normalize('NFKD').trim().split(/\s+/)
  if (!mnemonicLengths.includes(list.length))
    throw new RangeError(`it has ${list.length} words, and must have ${mnemonicLengths.join(', ')}`)
  const unknown = list.findIndex((word) => !english.includes(word))
  if (unknown >= 0) throw new RangeError(`word ${unknown + 1} is not in the English word list`)
  const mnemonic = list.join(' ')
  if (!validateMnemonic(mnemonic, english)) throw new RangeError('its checksum is wrong')
  return passphrase === '' ? mnemonic : `${mnemonic}\n${passphrase}`
}

/** Returns the BIP-39 seed. OpenSSL takes 1 ms for the 2,048 rounds, JavaScript some 40 ms. */
export function mnemonicSeed(seedPhrase: string): Uint8Array {
  const { words, passphrase } = splitSeedPhrase(seedPhrase)
  return pbkdf2Sync(words.normalize('NFKD'), `mnemonic${passphrase.normalize('NFKD')}`, 2048, 64, 'sha512')
}

function splitSeedPhrase(text: string): { words: string; passphrase: string } {
  const end = text.indexOf('\n')
  return end < 0 ? { words: text, passphrase: '' } : { words: text.slice(0, end), passphrase: text.slice(end + 1) }
}
