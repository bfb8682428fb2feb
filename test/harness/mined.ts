import type { Hex, PublicClient, TransactionReceipt } from 'viem'

/** Waits until a transaction is mined. Throws when it was mined and failed. */
export async function mined(client: PublicClient, hash: Hex): Promise<TransactionReceipt> {
  const receipt = await client.waitForTransactionReceipt({ hash })
  if (receipt.status !== 'success') throw new Error(`The transaction ${hash} was mined and failed.`)
  return receipt
}
