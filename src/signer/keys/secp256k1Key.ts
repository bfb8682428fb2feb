import { randomBytes } from 'node:crypto'
import * as Address from 'ox/Address'
import { isPrivate, pointCompress, pointFromScalar } from 'tiny-secp256k1'
import type { AddressFormat } from '../../wire/enums.js'
import { toOwnBytes } from '../util/toOwnBytes.js'
import { keccak256 } from './keccak256.js'

export type Secp256k1Key = {
  privateKey: Uint8Array
  /** SEC1 compressed, hex without 0x. */
  publicKey: string
  address(format: AddressFormat): string
}

/** Derives the public key and addresses. @throws if the bytes are not a secp256k1 private key: zero, or the curve's order or more. */
export function secp256k1Key(privateKey: Uint8Array): Secp256k1Key {
  const uncompressed = pointFromScalar(toOwnBytes(privateKey), false)
  if (uncompressed === null) throw new RangeError('not a private key of secp256k1')
  const publicKey = compress(uncompressed)
  return {
    privateKey,
    publicKey,
    address(format) {
      switch (format) {
        case 'ADDRESS_FORMAT_ETHEREUM':
          return toEthereumAddress(uncompressed)
        case 'ADDRESS_FORMAT_COMPRESSED':
          return publicKey
        case 'ADDRESS_FORMAT_UNCOMPRESSED':
          return Buffer.from(uncompressed).toString('hex')
      }
    },
  }
}

/** Returns the Ethereum address, EIP-55, of a public key in SEC1 compressed, hex without 0x. */
export function ethereumAddressOf(publicKey: string): string {
  return toEthereumAddress(pointCompress(toOwnBytes(Buffer.from(publicKey, 'hex')), false))
}

function toEthereumAddress(uncompressed: Uint8Array): string {
  return Address.checksum(`0x${Buffer.from(keccak256(uncompressed.subarray(1)).subarray(12)).toString('hex')}`)
}

/** Tells whether bytes are a private key: 32 of them, not zero, and below the order of the curve. */
export function isSecp256k1PrivateKey(bytes: Uint8Array): boolean {
  return bytes.length === 32 && isPrivate(toOwnBytes(bytes))
}

/** Returns a random private key. */
export function randomSecp256k1Key(): Uint8Array {
  for (;;) {
    const bytes = toOwnBytes(randomBytes(32))
    if (isPrivate(bytes)) return bytes
  }
}

/** 02 or 03 by the parity of y, then x: https://www.secg.org/sec1-v2.pdf */
function compress(uncompressed: Uint8Array): string {
  const isOdd = ((uncompressed[64] ?? 0) & 1) === 1
  return `${isOdd ? '03' : '02'}${Buffer.from(uncompressed.subarray(1, 33)).toString('hex')}`
}
