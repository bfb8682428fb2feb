import type { Address } from 'viem'
import { AnswerMismatchError } from '../errors/activity.js'
import { toList } from './matchExpected.js'

/**
 * Compares the address that an imported secret gives with those that the signer says it has.
 *
 * @param answers The addresses in each answer, by the field they come from.
 * @throws AnswerMismatchError if an answer does not have the address.
 */
export function matchImported(address: Address, answers: Record<string, readonly (string | undefined)[]>): void {
  for (const [field, addresses] of Object.entries(answers))
    if (!addresses.includes(address))
      throw new AnswerMismatchError({ field, expected: address, received: toList(addresses.map(String)) })
}
