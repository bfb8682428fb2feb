import { type Hex, parseTransaction, stringify } from 'viem'
import { AnswerMismatchError } from '../errors/activity.js'
import type { Serialize } from './prepareTransaction.js'
import { type FullSignature, toSignature } from './toSignature.js'

/**
 * The signature in a signed transaction that came back, if that is the transaction the caller asked for and nothing else. Whose signature
 * it is has still to be verified.
 *
 * @throws AnswerMismatchError that names the field that differs.
 */
export async function readSignedTransaction(received: Hex, serialize: Serialize): Promise<FullSignature> {
  const answered = parse(received)
  const { r, s, yParity } = answered
  if (!r || !s || yParity === undefined) throw mismatch('signature', 'a signed transaction', received)
  const signature = toSignature({ r, s, yParity })
  const expected = await serialize(signature)
  if (received === expected) return signature

  const asked = parse(expected)
  for (const field of Object.keys({ ...asked, ...answered })) {
    const [expected, received] = [asked, answered].map((fields: Record<string, unknown>) =>
      String(stringify(fields[field])),
    )
    if (expected !== received) throw mismatch(field, expected, received)
  }
  throw mismatch('encoding', expected, received)
}

function mismatch(field: string, expected = '', received = ''): AnswerMismatchError {
  return new AnswerMismatchError({ field: `transaction.${field}`, expected, received })
}

type Parsed = { [field in 'r' | 's']?: Hex | undefined } & { yParity?: number | undefined }

/** What is none has no fields. */
function parse(transaction: Hex): Parsed {
  try {
    return parseTransaction(transaction)
  } catch {
    return {}
  }
}
