import { type Address, ExecutionRevertedError, type PublicClient } from 'viem'
import { findError } from 'viem-passkey-account'

/**
 * Estimates a payment's gas, before a nonce is used for it.
 *
 * @returns `undefined` if the recipient is a contract that refuses the payment.
 */
export async function estimateGas(
  client: PublicClient,
  payment: { account: Address; to: Address; value: bigint },
): Promise<bigint | undefined> {
  return client.estimateGas(payment).catch((error) => {
    if (findError(error, ExecutionRevertedError)) return undefined
    throw error
  })
}
