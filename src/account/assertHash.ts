import { isHash } from 'viem'
import { InvalidParameterError } from '../errors/config.js'

/**
 * Refuses what is not a hash before anyone is prompted for it.
 *
 * @throws InvalidParameterError
 */
export function assertHash(hash: string): void {
  if (!isHash(hash))
    throw new InvalidParameterError({
      parameter: 'hash',
      value: hash,
      message: '`hash` is not 32 bytes in hex. To sign text, use `signMessage`.',
    })
}
