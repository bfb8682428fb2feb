import type { Address } from 'viem'
import { AnswerMismatchError } from '../errors/activity.js'
import type { DerivedAccount } from './deriveAccounts.js'

/**
 * Compares what an exported secret gives with the address that the app knows.
 *
 * @throws AnswerMismatchError if it gives another one, or none. The error has nothing of the secret.
 */
export function matchAccount(address: Address, derive: () => DerivedAccount): void {
  let received: string
  try {
    received = derive().address
  } catch {
    received = 'nothing'
  }
  if (received !== address)
    throw new AnswerMismatchError({
      field: 'exportBundle.address',
      expected: address,
      received,
      details: 'The exported secret is not the one of this address.',
    })
}
