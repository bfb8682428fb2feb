import { type Address, getAddress, isAddress } from 'viem'
import { InvalidParameterError } from '../errors/config.js'

/** Returns an address in the spelling of the signer, which is EIP-55. @throws InvalidParameterError if it is malformed. */
export function parseAddress(address: string): Address {
  if (isAddress(address, { strict: false })) return getAddress(address)
  throw new InvalidParameterError({
    parameter: 'address',
    value: String(address),
    message: '`address` is not an Ethereum address. Pass the one of the wallet: what is exported must give it.',
  })
}
