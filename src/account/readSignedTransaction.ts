import { type Hex, parseTransaction, stringify, type TransactionSerializableGeneric } from 'viem'
import { AnswerMismatchError } from '../errors/activity.js'
import { toError } from '../errors/toError.js'
import type { Serialize } from './signTransaction.js'
import { type FullSignature, toSignature } from './toSignature.js'

/**
 * The signature in a signed transaction that came back, if that is the transaction the caller asked for and nothing else. Whose signature
 * it is has still to be verified.
 *
 * @throws AnswerMismatchError that names the field that differs.
 */
export async function readSignedTransaction(received: Hex, serialize: Serialize): Promise<FullSignature> {
  const parsed = parse(received)
  const { r, s, yParity } = parsed
  if (!r || !s || yParity === undefined)
    throw mismatch('signature', { expected: 'a signed transaction', received: 'an unsigned one' })
  const signature = toSignature({ r, s, yParity })
  const expected = await serialize(signature)
  if (received === expected) return signature

  const asked: Record<string, unknown> = { ...parse(expected) }
  const answered: Record<string, unknown> = { ...parsed }
  for (const field of new Set([...Object.keys(asked), ...Object.keys(answered)])) {
    const [expected, received] = [asked[field], answered[field]].map((value) => stringify(value) ?? 'nothing')
    if (expected !== received) throw mismatch(field, { expected: String(expected), received: String(received) })
  }
  throw mismatch('encoding', { expected, received })
}

function mismatch(field: string, difference: Omit<AnswerMismatchError.Parameters, 'field'>): AnswerMismatchError {
  return new AnswerMismatchError({ field: `transaction.${field}`, ...difference })
}

type Parsed = Partial<Pick<TransactionSerializableGeneric, 'r' | 's' | 'yParity'>> & object

function parse(transaction: Hex): Parsed {
  try {
    return parseTransaction(transaction)
  } catch (error) {
    throw mismatch('encoding', { expected: 'a transaction', received: transaction, cause: toError(error) })
  }
}
