import { FailedError } from '../errors.ts'
import type { Journal } from './openJournal.ts'
import type { Recipient } from './readRecipients.ts'

/** The end of a payout. @throws FailedError with the lines that are not paid, and how to go on with each. */
export function assertAllPaid(recipients: readonly Recipient[], { payments, refused }: Journal): void {
  const select = (isMeant: (line: number) => boolean): number[] =>
    recipients.map(({ line }) => line).filter((line) => isMeant(line))
  const reverted = select((line) => payments.get(line)?.status === 'reverted')
  const unsigned = select((line) => refused.has(line))
  const unpaid = select((line) => [...reverted, ...unsigned].includes(line))
  if (unpaid.length === 0) return
  throw new FailedError(
    [
      `All but these lines are paid: ${unpaid.join(', ')}. Their recipients, contracts, did not take it; see why.`,
      unsigned.length > 0 && `Nothing was signed for ${unsigned.join(', ')}: run again, and they are tried again.`,
      reverted.length > 0 && `On the chain and failed: ${reverted.join(', ')}. Go on with --again <line>.`,
    ]
      .filter(Boolean)
      .join('\n  '),
  )
}
