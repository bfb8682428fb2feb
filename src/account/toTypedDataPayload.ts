import { type Hash, hashTypedData, serializeSignature, stringToBytes } from 'viem'
import { InvalidParameterError } from '../errors/config.js'
import { toError } from '../errors/toError.js'
import { readTypedData, type TypedDataCopy } from './readTypedData.js'
import type { Payload } from './signPayload.js'

export type TypedDataPayload = Payload<`0x${string}`> & { typedData: TypedDataCopy; json: string | undefined }

/**
 * Converts typed data (EIP-712) to a payload: to JSON if the JSON hashes to the same digest, else to the digest.
 *
 * @throws InvalidParameterError with the path of the value that cannot be hashed.
 */
export function toTypedDataPayload(parameters: unknown): TypedDataPayload {
  const [copy, isExact] = readTypedData(parameters)
  const digest = hash(copy)
  // Larger typed data is signed by digest: the prompt waits while its JSON is hashed again.
  const maxJsonBytes = 64 * 1024
  const text = isExact ? JSON.stringify(copy) : ''
  const isSame = text && stringToBytes(text).length <= maxJsonBytes && hashJson(text) === digest
  const json = isSame ? text : undefined
  return {
    digest,
    readable: json
      ? { payload: json, encoding: 'PAYLOAD_ENCODING_EIP712', hashFunction: 'HASH_FUNCTION_NO_OP' }
      : undefined,
    finish: serializeSignature,
    typedData: copy,
    json,
  }
}

/** Hashes typed data that is given as JSON. */
export function hashJson(json: string): Hash {
  return hash(JSON.parse(json))
}

function hash(typedData: TypedDataCopy): Hash {
  try {
    // viem's types distinguish cases that do not matter here.
    return hashTypedData(typedData as Parameters<typeof hashTypedData>[0])
  } catch (error) {
    throw new InvalidParameterError({
      parameter: 'typedData',
      value: typedData.primaryType,
      message: 'This typed data cannot be hashed. The cause says why.',
      cause: toError(error),
    })
  }
}
