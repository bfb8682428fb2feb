import { pbkdf2Sync } from 'node:crypto'
import * as Mnemonic from 'ox/Mnemonic'

/** Bits of entropy by the number of words, BIP-39. */
const strengths: Record<number, number> = { 12: 128, 15: 160, 18: 192, 21: 224, 24: 256 }

export const mnemonicLengths: readonly number[] = Object.keys(strengths).map(Number)

export function randomMnemonic(words: number): string {
  const strength = strengths[words]
  if (strength === undefined) throw new RangeError(`a mnemonic cannot have ${words} words`)
  return Mnemonic.random(Mnemonic.english, { strength })
}

/** Returns the BIP-39 seed, without passphrase. OpenSSL takes 1 ms for the 2,048 rounds, JavaScript some 40 ms. */
export function mnemonicSeed(mnemonic: string): Uint8Array {
  return pbkdf2Sync(mnemonic.normalize('NFKD'), 'mnemonic', 2048, 64, 'sha512')
}
