import { type Address, BaseError, ExecutionRevertedError, type PublicClient } from 'viem'

/**
 * What a payment takes, asked of the chain before a nonce is taken for it.
 *
 * @returns Undefined when the recipient, a contract, does not take it.
 */
export async function estimateGas(
  client: PublicClient,
  payment: { account: Address; to: Address; value: bigint },
): Promise<bigint | undefined> {
  return client.estimateGas(payment).catch((error) => {
    if (error instanceof BaseError && error.walk((cause) => cause instanceof ExecutionRevertedError)) return undefined
    throw error
  })
}
