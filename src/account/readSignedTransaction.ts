import type { Hex } from 'viem'
import { AnswerMismatchError } from '../errors/activity.js'
import { toShortText } from '../errors/toShortText.js'
import { attachSignature, decodeTransaction } from './attachSignature.js'
import { type FullSignature, toSignature } from './toSignature.js'

/**
 * Reads the signature from the signed transaction that the signer returned, if that is exactly the transaction that was
 * sent. The signature is not verified here.
 *
 * @throws AnswerMismatchError that names the field that differs.
 */
export function readSignedTransaction(received: Hex, unsigned: Hex): FullSignature {
  const receivedParts = decode(received)
  const [v, r, s] = receivedParts.items.slice(-3)
  const mismatch = (field: string, expected: unknown, received: unknown) =>
    new AnswerMismatchError({
      field: `transaction.${field}`,
      // It is a piece of the request.
      expected: toShortText(JSON.stringify(expected)),
      received: JSON.stringify(received) ?? '',
    })
  // An unsigned legacy transaction ends with zeros, the others with a list. `v` may have 33 bytes: it is twice the chain id.
  if (typeof v !== 'string' || !isScalar(r) || !isScalar(s) || r === '0x' || s === '0x')
    throw mismatch('signature', 'a signed transaction', received)

  const parity = Number(BigInt(v === '0x' ? 0 : v) % 2n)
  const signature = toSignature({ r, s, yParity: receivedParts.prefix ? parity : 1 - parity })
  const expected = attachSignature(unsigned, signature)
  if (received === expected) return signature

  const expectedParts = decode(expected)
  if (expectedParts.prefix !== receivedParts.prefix) throw mismatch('type', expectedParts.prefix, receivedParts.prefix)
  for (const [index, name] of fieldNames(expectedParts.prefix).entries()) {
    const [expectedItem, receivedItem] = [expectedParts.items[index], receivedParts.items[index]]
    if (JSON.stringify(expectedItem) !== JSON.stringify(receivedItem)) throw mismatch(name, expectedItem, receivedItem)
  }
  throw mismatch('encoding', expected, received)
}

/**
 * The fields of a type, in the order of its RLP. In a signed legacy transaction, `v` contains the chain id (EIP-155).
 * Sources: Yellow Paper 4.3, EIP-2930, EIP-1559, EIP-4844, EIP-7702.
 */
function fieldNames(prefix: Hex | ''): string[] {
  const fees = prefix > '0x01' ? 'maxPriorityFeePerGas maxFeePerGas' : 'gasPrice'
  const call = `nonce ${fees} gas to value data`
  const last =
    prefix === '0x03' ? ' maxFeePerBlobGas blobVersionedHashes' : prefix === '0x04' ? ' authorizationList' : ''
  return (prefix ? `chainId ${call} accessList${last}` : `${call} chainId`).split(' ')
}

function decode(transaction: Hex): ReturnType<typeof decodeTransaction> {
  try {
    return decodeTransaction(transaction)
  } catch {
    return { prefix: '', items: [] }
  }
}

const isScalar = (item: unknown): item is Hex => typeof item === 'string' && item.length <= 66
