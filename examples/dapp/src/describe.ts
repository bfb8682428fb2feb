import { formatEther } from 'viem'
import type { Permit, Transfer } from './chain.ts'
import { formatDate } from './format.ts'
import type { Wallet } from './wallet.ts'

/** What became of a session that would expire at `end`. */
export function describeEnd(result: Awaited<ReturnType<Wallet['endSession']>>, end: number): string {
  if (result === 'not reached') return `The signer was not reached. The session ends by itself on ${formatDate(end)}.`
  return result === 'ended' ? 'Session ended.' : 'The session had ended before.'
}

export function describeFee({ gas, maxFeePerGas }: Transfer): string {
  return `Network fee: at most ${formatEther(gas * maxFeePerGas)} ETH.`
}

export function describePermit(permit: Permit, amount: string): string {
  return `Let ${permit.message.spender} spend up to ${amount} PERMIT until ${formatDate(deadlineOf(permit))}.`
}

export function deadlineOf({ message }: Permit): Date {
  return new Date(Number(message.deadline) * 1000)
}
