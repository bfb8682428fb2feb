import { type Hash, hashTypedData, stringToBytes } from 'viem'
import { InvalidParameterError } from '../errors/config.js'
import { toError } from '../errors/toError.js'
import { readTypedData, type TypedDataCopy } from './readTypedData.js'
import type { Payload } from './signPayload.js'
import { toSignatureHex } from './toSignature.js'

/** What the local signer hashes for one request. Production's limit is not known. In values. */
export const maxTypedDataWork = 8000

export type TypedDataPayload = Payload<`0x${string}`> & {
  /** What the signer must hash, in values. */
  work: number
}

/**
 * Converts typed data (EIP-712) to a payload: to JSON if the JSON hashes to the same digest, else to the digest.
 *
 * @param hashCopy - Computes the digest. `signMany` also keeps the bytes that are hashed.
 * @throws InvalidParameterError with the path of the value that cannot be hashed.
 */
export function toTypedDataPayload(
  parameters: unknown,
  hashCopy: (copy: TypedDataCopy) => Hash = hash,
): TypedDataPayload {
  const [copy, isExact, values, digest] = readAndHash(parameters, hashCopy)
  // Each type is hashed together with those that it refers to. 128 characters take as long as a value.
  const work = values + (Object.keys(copy.types).length * JSON.stringify(copy.types).length) / 128
  // Larger typed data is signed by digest: the prompt waits while its JSON is hashed again.
  const maxJsonBytes = 64 * 1024
  const text = isExact && work <= maxTypedDataWork ? JSON.stringify(copy) : ''
  const isSame = text && stringToBytes(text).length <= maxJsonBytes && hashJson(text) === digest
  return {
    digest,
    readable: isSame
      ? { payload: text, encoding: 'PAYLOAD_ENCODING_EIP712', hashFunction: 'HASH_FUNCTION_NO_OP' }
      : undefined,
    finish: toSignatureHex,
    work,
  }
}

function readAndHash(
  parameters: unknown,
  hashCopy: (copy: TypedDataCopy) => Hash,
): [...ReturnType<typeof readTypedData>, digest: Hash] {
  try {
    const read = readTypedData(parameters)
    return [...read, hashCopy(read[0])]
  } catch (error) {
    if (error instanceof InvalidParameterError) throw error
    throw new InvalidParameterError({
      parameter: 'typedData',
      value: '',
      message: 'This typed data cannot be hashed. The cause says why.',
      cause: toError(error),
    })
  }
}

/** Hashes typed data that is given as JSON. */
export function hashJson(json: string): Hash {
  return hash(JSON.parse(json))
}

function hash(typedData: TypedDataCopy): Hash {
  // viem's types distinguish cases that do not matter here.
  return hashTypedData(typedData as Parameters<typeof hashTypedData>[0])
}
