import { type Hex, keccak256, numberToHex } from 'viem'
import { decompressPoint, secp256k1 } from '../stampers/decompressPoint.js'

/**
 * The uncompressed form of a secp256k1 key, as viem has it (65 bytes, 0x04…), if it is the key of `address`; else undefined.
 *
 * @param publicKey - SEC1, compressed or not, hex with or without 0x.
 */
export function expandPublicKey(publicKey: string | undefined, address: string): Hex | undefined {
  const key = String(publicKey).replace(/^0x/, '').toLowerCase()
  const expanded = /^04[0-9a-f]{128}$/.test(key) ? (`0x${key}` as const) : decompress(key)
  return expanded && toAddress(expanded) === address.toLowerCase() ? expanded : undefined
}

function decompress(key: string): Hex | undefined {
  const point = decompressPoint(secp256k1, key)
  if (!point) return undefined
  const [x, y] = [point.x, point.y].map((coordinate) => numberToHex(coordinate, { size: 32 }).slice(2))
  return `0x04${x}${y}`
}

/** Lowercase. Yellow Paper, appendix F: the last 20 bytes of the hash of both coordinates. */
export function toAddress(publicKey: Hex): string {
  return `0x${keccak256(`0x${publicKey.slice(4)}`).slice(-40)}`
}
