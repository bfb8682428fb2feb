import { type Address, formatEther, type PublicClient } from 'viem'
import { StoppedError } from '../errors.ts'
import type { Recipient } from './readRecipients.ts'

/** Wei. */
export function sumUp(recipients: readonly Recipient[]): bigint {
  return recipients.reduce((total, { amount }) => total + amount, 0n)
}

/** Better nobody than half of them. @throws StoppedError when there is too little for all, with the fees of plain transfers. */
export async function assertFunds(client: PublicClient, from: Address, unpaid: readonly Recipient[]): Promise<void> {
  const { maxFeePerGas } = await client.estimateFeesPerGas()
  const needed = sumUp(unpaid) + 21_000n * maxFeePerGas * BigInt(unpaid.length)
  const balance = await client.getBalance({ address: from })
  if (balance < needed)
    throw new StoppedError(
      `${from} has ${formatEther(balance)} ether, and ${unpaid.length} payments take ${formatEther(needed)} with fees. ` +
        'Nothing more was signed. Send it the rest, then run again.',
    )
}
