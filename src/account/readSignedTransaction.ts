import { type Hex, stringify } from 'viem'
import { AnswerMismatchError } from '../errors/activity.js'
import { attachSignature, decodeTransaction } from './attachSignature.js'
import { type FullSignature, toSignature } from './toSignature.js'

const fees = 'maxPriorityFeePerGas maxFeePerGas'
const call = 'gas to value data'
/**
 * The fields of each type in the order of its RLP. In a signed legacy transaction, `v` holds the chain id (EIP-155).
 * Sources: Yellow Paper 4.3, EIP-2930, EIP-1559, EIP-4844, EIP-7702.
 */
const fields: Record<string, string> = {
  '': `nonce gasPrice ${call} chainId`,
  '0x01': `chainId nonce gasPrice ${call} accessList`,
  '0x02': `chainId nonce ${fees} ${call} accessList`,
  '0x03': `chainId nonce ${fees} ${call} accessList maxFeePerBlobGas blobVersionedHashes`,
  '0x04': `chainId nonce ${fees} ${call} accessList authorizationList`,
}

/**
 * Returns the signature in the signed transaction that a signer answered with, if it is the transaction that was sent to be signed and
 * nothing else. Whose signature it is must still be verified.
 *
 * @throws AnswerMismatchError that names the field that differs.
 */
export function readSignedTransaction(received: Hex, unsigned: Hex): FullSignature {
  const answer = decode(received)
  const [v, r, s] = answer.items.slice(-3)
  const mismatch = (field: string, expected: unknown, received: unknown) =>
    new AnswerMismatchError({
      field: `transaction.${field}`,
      expected: stringify(expected) ?? '',
      received: stringify(received) ?? '',
    })
  // An unsigned legacy transaction ends with zeros, the others with a list.
  if (!isScalar(v) || !isScalar(r) || !isScalar(s) || r === '0x' || s === '0x')
    throw mismatch('signature', 'a signed transaction', received)

  const parity = Number(BigInt(v === '0x' ? 0 : v) % 2n)
  const signature = toSignature({ r, s, yParity: answer.prefix ? parity : 1 - parity })
  const expected = attachSignature({ unsigned, signature })
  if (received === expected) return signature

  const asked = decode(expected)
  if (asked.prefix !== answer.prefix) throw mismatch('type', asked.prefix, answer.prefix)
  for (const [index, name] of (fields[asked.prefix] ?? '').split(' ').entries()) {
    const [one, other] = [asked.items[index], answer.items[index]]
    if (stringify(one) !== stringify(other)) throw mismatch(name, one, other)
  }
  throw mismatch('encoding', expected, received)
}

function decode(transaction: Hex): ReturnType<typeof decodeTransaction> {
  try {
    return decodeTransaction(transaction)
  } catch {
    return { prefix: '', items: [] }
  }
}

const isScalar = (item: unknown): item is Hex => typeof item === 'string' && item.length <= 66
