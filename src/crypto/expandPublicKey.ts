import { type Hex, keccak256 } from 'viem'
import { decompressPoint, secp256k1 } from './decompressPoint.js'

/**
 * The uncompressed form of a secp256k1 key, as viem has it (65 bytes, 0x04…), if it is the key of `address`; else undefined.
 *
 * @param publicKey - SEC1, compressed or not, hex with or without 0x.
 */
export function expandPublicKey(publicKey: string | undefined, address: string): Hex | undefined {
  const key = String(publicKey).replace(/^0x/, '').toLowerCase()
  const expanded: Hex = `0x${decompressPoint(secp256k1, key) ?? key}`
  return /^0x04[0-9a-f]{128}$/.test(expanded) && toAddress(expanded) === address.toLowerCase() ? expanded : undefined
}

/** Lowercase. Yellow Paper, appendix F: the last 20 bytes of the hash of both coordinates. */
export function toAddress(publicKey: Hex): string {
  return `0x${keccak256(`0x${publicKey.slice(4)}`).slice(-40)}`
}
