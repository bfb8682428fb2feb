import type { Hex } from 'viem'
import { AnswerMismatchError } from '../errors/activity.js'
import { toShortText } from '../errors/toShortText.js'
import { attachSignature, decodeTransaction, type RlpItem } from './attachSignature.js'
import { type FullSignature, toSignature } from './toSignature.js'

/**
 * Reads the signature from the signed transaction that the signer returned, if that is exactly the transaction that was
 * sent. The signature is not verified here.
 *
 * @throws AnswerMismatchError that names the field that differs.
 */
export function readSignedTransaction(received: Hex, unsigned: Hex): FullSignature {
  const receivedParts = decode(received)
  const [v, r, s] = receivedParts.slice(-3)
  const mismatch = (field: string, expected: unknown, received: unknown) =>
    new AnswerMismatchError({
      field: `transaction.${field}`,
      // It is a piece of the request.
      expected: toShortText(JSON.stringify(expected)),
      received: JSON.stringify(received) ?? '',
    })
  // An unsigned legacy transaction ends with zeros, the others with a list.
  if (typeof v !== 'string' || !isScalar(r) || !isScalar(s))
    throw mismatch('signature', 'a signed transaction', received)

  // In a typed transaction, `v` is the parity. In a legacy one, it is 27 or 28, or 35 or 36 more than twice the chain id.
  const isOdd = /[13579bdf]$/.test(v)
  const signature = toSignature({ r, s, yParity: Number(isOdd === !!receivedParts[0]) })
  const expected = attachSignature(unsigned, signature)
  if (received === expected) return { ...signature, signed: expected }

  const expectedParts = decode(expected)
  for (const [index, name] of partNames(String(expectedParts[0])).entries()) {
    const one = expectedParts[index]
    const other = receivedParts[index]
    if (JSON.stringify(one) !== JSON.stringify(other)) throw mismatch(name, one, other)
  }
  throw mismatch('encoding', expected, received)
}

/**
 * The type prefix and the fields of a type, in the order of its RLP. In a signed legacy transaction, `v` contains the chain
 * id (EIP-155). Sources: Yellow Paper 4.3, EIP-2930, EIP-1559, EIP-4844, EIP-7702.
 */
function partNames(prefix: string): string[] {
  const fees = prefix > '0x01' ? 'maxPriorityFeePerGas maxFeePerGas' : 'gasPrice'
  const call = `nonce ${fees} gas to value data`
  const last =
    prefix === '0x03' ? ' maxFeePerBlobGas blobVersionedHashes' : prefix === '0x04' ? ' authorizationList' : ''
  return (prefix ? `type chainId ${call} accessList${last}` : `type ${call} chainId`).split(' ')
}

/** The type prefix, empty for legacy, then the items. */
function decode(transaction: Hex): (RlpItem | '')[] {
  try {
    const { prefix, items } = decodeTransaction(transaction)
    return [prefix, ...items]
  } catch {
    return ['']
  }
}

const isScalar = (item: unknown): item is Hex => typeof item === 'string' && item !== '0x' && item.length <= 66
