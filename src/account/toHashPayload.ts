import { type Hash, isHash } from 'viem'
import { InvalidParameterError } from '../errors/config.js'
import type { Payload } from './signPayload.js'
import { toSignatureHex } from './toSignature.js'

/**
 * Converts a bare hash to a payload.
 *
 * @throws InvalidParameterError if it is not 32 bytes in hex.
 */
export function toHashPayload(hash: Hash): Payload<Hash> {
  if (!isHash(hash))
    throw new InvalidParameterError({
      parameter: 'hash',
      value: String(hash),
      message: '`hash` is not 32 bytes in hex. To sign text, use `signMessage`.',
    })
  return { digest: hash, finish: toSignatureHex }
}
