import { createHash } from 'node:crypto'
import type { HashFunction, PayloadEncoding } from '../../wire/enums.js'
import { badRequest } from '../protocol/WireError.js'
import { authorizationDigest } from './authorizationDigest.js'
import { keccak256 } from './keccak256.js'
import { createTypedDataWork, type TypedDataWork, typedDataDigest } from './typedDataDigest.js'

/** Decodes hex in any case, with or without 0x. @returns undefined for anything else. */
export function hexBytes(value: string): Uint8Array | undefined {
  const hex = value.startsWith('0x') || value.startsWith('0X') ? value.slice(2) : value
  return /^([0-9a-fA-F]{2})*$/.test(hex) ? Buffer.from(hex, 'hex') : undefined
}

/**
 * Returns the 32 bytes to sign for a raw payload.
 *
 * @param work One for all payloads of a request.
 */
export function payloadDigest(
  payload: string,
  encoding: PayloadEncoding,
  hashFunction: HashFunction,
  work: TypedDataWork = createTypedDataWork(),
): Uint8Array {
  switch (encoding) {
    case 'PAYLOAD_ENCODING_EIP712':
      assertNoHashFunction(hashFunction)
      return typedDataDigest(payload, work)
    case 'PAYLOAD_ENCODING_EIP7702_AUTHORIZATION':
      assertNoHashFunction(hashFunction)
      return authorizationDigest(payload)
    case 'PAYLOAD_ENCODING_TEXT_UTF8':
      return hashed(Buffer.from(payload, 'utf8'), hashFunction)
    case 'PAYLOAD_ENCODING_HEXADECIMAL': {
      const bytes = hexBytes(payload)
      if (bytes === undefined) throw badRequest('invalid payload encoding: the payload is not hexadecimal')
      return hashed(bytes, hashFunction)
    }
  }
}

/**
 * These encodings define their own hash, and all clients send NO_OP with them. The local signer refuses any other function,
 * which is not verified against production.
 */
function assertNoHashFunction(hashFunction: HashFunction): void {
  if (hashFunction !== 'HASH_FUNCTION_NO_OP')
    throw badRequest('invalid hash function: this encoding defines its own hash and takes HASH_FUNCTION_NO_OP only')
}

function hashed(bytes: Uint8Array, hashFunction: HashFunction): Uint8Array {
  switch (hashFunction) {
    case 'HASH_FUNCTION_NO_OP':
      if (bytes.length !== 32) throw badRequest('expected a 32-bytes-long digest')
      return bytes
    case 'HASH_FUNCTION_SHA256':
      return createHash('sha256').update(bytes).digest()
    case 'HASH_FUNCTION_KECCAK256':
      return keccak256(bytes)
    case 'HASH_FUNCTION_NOT_APPLICABLE':
      throw badRequest('invalid hash function: HASH_FUNCTION_NOT_APPLICABLE is for Ed25519 keys only')
  }
}
