import * as Address from 'ox/Address'
import { chainName } from './chains.js'
import type { Description } from './description.js'
import { shortenHex } from './text.js'

/** Describes an EIP-7702 authorization. https://eips.ethereum.org/EIPS/eip-7702 */
export function describeAuthorization(authorization: { chainId: bigint; address: string; nonce: bigint }): Description {
  const { chainId, nonce } = authorization
  const address = toChecksum(authorization.address)
  const isRemoval = /^0x0{40}$/.test(address)
  const chain = chainId === 0n ? 'every chain' : chainName(chainId)
  return {
    title: isRemoval
      ? `Remove the account’s delegation on ${chain}`
      : `Delegate the account to ${shortenHex(address)} on ${chain}`,
    fields: () => [
      {
        name: 'delegate',
        value: address,
        note: isRemoval
          ? 'The zero address removes the delegation.'
          : 'This contract’s code can then act for the account.',
      },
      { name: 'chain', value: chain, note: `ID ${chainId}` },
      { name: 'nonce', value: nonce.toString() },
      { name: 'type', value: 'EIP-7702 authorization' },
    ],
  }
}

/** A malformed address is shown unchanged: the signer refuses to sign it. */
function toChecksum(address: string): string {
  return Address.validate(address, { strict: false }) ? Address.checksum(address) : address
}
