import * as Address from 'ox/Address'
import * as Hash from 'ox/Hash'
import { pointFromScalar } from 'tiny-secp256k1'
import type { AddressFormat } from '../../wire/enums.js'
import { toOwnBytes } from '../util/toOwnBytes.js'

export type Secp256k1Key = {
  privateKey: Uint8Array
  /** SEC1 compressed, hex without 0x. */
  publicKey: string
  address(format: AddressFormat): string
}

/** Derives the public key and addresses. @throws if the bytes are not a secp256k1 private key: zero, or the curve's order or more. */
export function secp256k1Key(privateKey: Uint8Array): Secp256k1Key {
  const uncompressed = publicPoint(privateKey, false)
  const publicKey = Buffer.from(publicPoint(privateKey, true)).toString('hex')
  return {
    privateKey,
    publicKey,
    address(format) {
      switch (format) {
        case 'ADDRESS_FORMAT_ETHEREUM':
          return Address.checksum(`0x${Hash.keccak256(uncompressed.subarray(1), { as: 'Hex' }).slice(26)}`)
        case 'ADDRESS_FORMAT_COMPRESSED':
          return publicKey
        case 'ADDRESS_FORMAT_UNCOMPRESSED':
          return Buffer.from(uncompressed).toString('hex')
      }
    },
  }
}

function publicPoint(privateKey: Uint8Array, compressed: boolean): Uint8Array {
  const point = pointFromScalar(toOwnBytes(privateKey), compressed)
  if (point === null) throw new RangeError('not a private key of secp256k1')
  return point
}
