import { type Address, isAddress, type SignedAuthorization } from 'viem'
import { hashAuthorization } from 'viem/utils'
import { InvalidParameterError } from '../errors/config.js'
import type { Payload } from './signPayload.js'

export type AuthorizationPayload = Payload<SignedAuthorization> & {
  authorization: { address: Address; chainId: number; nonce: number }
}

/**
 * Converts an EIP-7702 authorization to a payload. `chainId` and `nonce` may be numbers, bigints or strings, as in other
 * libraries. The signed authorization has numbers, as in viem.
 *
 * @throws InvalidParameterError with the path, such as `authorization.nonce`.
 */
export function toAuthorizationPayload(given: toAuthorizationPayload.Parameters): AuthorizationPayload {
  const parameters: toAuthorizationPayload.Parameters = Object(given)
  const address = String(parameters.contractAddress ?? parameters.address)
  if (!isAddress(address, { strict: false })) throw invalid('address', address)
  const authorization = {
    address,
    chainId: readNumber(parameters, 'chainId'),
    nonce: readNumber(parameters, 'nonce'),
  }
  return {
    authorization,
    digest: hashAuthorization(authorization),
    readable: {
      payload: JSON.stringify(authorization),
      encoding: 'PAYLOAD_ENCODING_EIP7702_AUTHORIZATION',
      hashFunction: 'HASH_FUNCTION_NO_OP',
    },
    finish: (signature) => ({ ...authorization, ...signature }),
  }
}

export declare namespace toAuthorizationPayload {
  type Parameters = {
    address?: Address | undefined
    contractAddress?: Address | undefined
    chainId?: unknown
    nonce?: unknown
  }
}

function readNumber(parameters: toAuthorizationPayload.Parameters, name: 'chainId' | 'nonce'): number {
  const value = parameters[name]
  const number = Number(/^(0x[\da-f]+|\d+)$/i.exec(String(value))?.[0])
  if (Number.isSafeInteger(number)) return number
  throw invalid(name, value)
}

function invalid(name: string, value: unknown): InvalidParameterError {
  return new InvalidParameterError({
    parameter: `authorization.${name}`,
    value: String(value),
    message: 'This authorization cannot be signed. Pass an address, and integers from 0 to 2^53 - 1.',
  })
}
