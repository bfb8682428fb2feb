import { type Hex, keccak256 } from 'viem'
import { decompressPoint, secp256k1 } from './decompressPoint.js'
import { rememberLast } from './rememberLast.js'

/**
 * Converts a secp256k1 public key to the uncompressed form that viem uses (65 bytes, 0x04…). Returns `undefined` if it is
 * not the key of `address`.
 *
 * @param publicKey - SEC1, compressed or not, hex with or without 0x.
 */
export function expandPublicKey(publicKey: unknown, address: string): Hex | undefined {
  const key = typeof publicKey === 'string' ? publicKey.replace(/^0x/, '').toLowerCase() : ''
  const expanded: Hex = `0x${decompressPoint(secp256k1, key) ?? key}`
  return /^0x04[0-9a-f]{128}$/.test(expanded) && toAddress(expanded) === address.toLowerCase() ? expanded : undefined
}

/**
 * Computes the address of an uncompressed public key, in lowercase: the last 20 bytes of the hash of its coordinates
 * (Yellow Paper, appendix F). An account asks for the same one with each signature.
 */
export const toAddress: (publicKey: string) => string = rememberLast(
  (publicKey) => `0x${keccak256(`0x${publicKey.slice(4)}`).slice(-40)}`,
)
