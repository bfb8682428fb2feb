import { type Address, formatEther, type PublicClient } from 'viem'
import { StoppedError } from '../errors.ts'
import type { Recipient } from './readRecipients.ts'

/** Adds up the amounts. In wei. */
export function sumAmounts(recipients: readonly Recipient[]): bigint {
  return recipients.reduce((total, { amount }) => total + amount, 0n)
}

/** Pay everybody or nobody. @throws StoppedError if the balance does not cover all payments with the fees of plain transfers. */
export async function assertFunds(client: PublicClient, from: Address, unpaid: readonly Recipient[]): Promise<void> {
  const { maxFeePerGas } = await client.estimateFeesPerGas()
  const needed = sumAmounts(unpaid) + 21_000n * maxFeePerGas * BigInt(unpaid.length)
  const balance = await client.getBalance({ address: from })
  if (balance < needed)
    throw new StoppedError(
      `${from} has ${formatEther(balance)} ether, but the remaining ${unpaid.length} payments need ${formatEther(needed)} with fees. ` +
        'Nothing more was signed. Fund the account, then run the same command.',
    )
}
