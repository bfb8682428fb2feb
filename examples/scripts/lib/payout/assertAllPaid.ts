import { FailedError } from '../errors.ts'
import type { Journal } from './openJournal.ts'
import type { Recipient } from './readRecipients.ts'

/** @throws FailedError with the lines that are not paid, and how to continue with each. */
export function assertAllPaid(recipients: readonly Recipient[], { payments, refused }: Journal): void {
  const filterLines = (predicate: (line: number) => boolean): number[] =>
    recipients.map(({ line }) => line).filter((line) => predicate(line))
  const reverted = filterLines((line) => payments.get(line)?.status === 'reverted')
  const unsigned = filterLines((line) => refused.has(line))
  const unpaid = filterLines((line) => [...reverted, ...unsigned].includes(line))
  if (unpaid.length === 0) return
  throw new FailedError(
    [
      `All lines are paid except ${unpaid.join(', ')}. Their recipients are contracts that refused the ether.`,
      unsigned.length > 0 && `Not signed: ${unsigned.join(', ')}. Run the same command to try them again.`,
      reverted.length > 0 && `Mined and reverted: ${reverted.join(', ')}. To pay one again, pass --sign-again <line>.`,
    ]
      .filter(Boolean)
      .join('\n  '),
  )
}
