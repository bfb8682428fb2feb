import {
  concatHex,
  type Hex,
  keccak256,
  type SerializeTransactionFn,
  serializeSignature,
  serializeTransaction,
  type TransactionSerializable,
  toRlp,
} from 'viem'
import { ChainIdMissingError, TransactionNotSignableError } from '../errors/account.js'
import type { PendingItem } from '../records/pendingSignature.js'
import { assertTransaction } from './assertTransaction.js'
import { attachSignature, decodeTransaction } from './attachSignature.js'
import { copyTransaction, copyValue } from './copyTransaction.js'
import type { Payload } from './signPayload.js'
import { type FullSignature, toSignature } from './toSignature.js'

/** A transaction that is ready to be signed. `preimage` is its unsigned form, an EIP-4844 transaction's without the sidecars. */
export type TransactionPayload = Payload<Hex | Promise<Hex>> & {
  preimage: Hex
  item: PendingItem
  /** Whether it is of types 0 to 4, which the signing API reads. */
  isParsed: boolean
}

type Serialize = (fields: TransactionSerializable, signature?: FullSignature) => Hex | Promise<Hex>

const anySignature = toSignature({ r: '0x1', s: '0x1', yParity: 0 })

/**
 * Returns a transaction as the wire has it. With a synchronous serializer this is synchronous: Safari before 17.4 prompts only inside the
 * user's gesture.
 *
 * The transaction is read once. What the caller gets for types 0 to 4 is the RLP that was signed with the signature behind it. Other types
 * are serialized again with the signature: a synchronous serializer must then still give the unsigned form that was signed, an asynchronous
 * one cannot be checked, and is not tried before the prompt, since it may ask others (a fee payer) to sign.
 *
 * @throws ChainIdMissingError, TransactionNotSignableError, InvalidParameterError with the field, and what the serializer throws.
 */
export function toTransactionPayload(
  transaction: TransactionSerializable,
  serializer?: SerializeTransactionFn<TransactionSerializable>,
): TransactionPayload | Promise<TransactionPayload> {
  const copy = copyTransaction(transaction)
  const { chainId, type } = copy
  // viem would sign a legacy transaction that every chain accepts for 0 and for NaN.
  if (!chainId && (type !== 'legacy' || chainId !== undefined)) throw new ChainIdMissingError()
  assertTransaction(copy as Record<string, unknown>)

  // A serializer of the caller's may change what it is given.
  const serialize: Serialize = serializer
    ? (fields, signature) => serializer(copyValue(fields) as TransactionSerializable, signature)
    : serializeTransaction
  // https://eips.ethereum.org/EIPS/eip-4844#networking: what is signed has no sidecars.
  const hasBlobs = type === 'eip4844' || 'sidecars' in copy || 'blobs' in copy
  const body = hasBlobs ? ({ ...copy, sidecars: false } as TransactionSerializable) : copy

  const unsigned = serialize(body)
  return typeof unsigned === 'string'
    ? fromSynchronous(unsigned, { copy, body, hasBlobs, serialize })
    : unsigned.then((unsigned) => fromAsynchronous(unsigned, { copy, body, hasBlobs, serialize }))
}

type Source = {
  copy: TransactionSerializable
  body: TransactionSerializable
  hasBlobs: boolean
  serialize: Serialize
}

function fromSynchronous(unsigned: Hex, { copy, body, hasBlobs, serialize }: Source): TransactionPayload {
  if (isParsed(unsigned)) {
    const network = hasBlobs ? serialize(copy) : unsigned
    return toParsed(unsigned, typeof network === 'string' && network !== unsigned ? network : undefined)
  }
  const notSignable = new TransactionNotSignableError({ type: String(copy.type) })
  if (serialize(body, anySignature) === unsigned) throw notSignable
  return toOpaque(unsigned, (signature) => {
    if (serialize(body) !== unsigned) throw notSignable
    return serialize(copy, signature)
  })
}

function fromAsynchronous(unsigned: Hex, { copy, hasBlobs, serialize }: Source): TransactionPayload {
  if (isParsed(unsigned) && !hasBlobs) return toParsed(unsigned)
  return toOpaque(unsigned, async (signature) => {
    const signed = await serialize(copy, signature)
    if (isParsed(unsigned)) return attachSignature({ unsigned, network: signed, signature })
    if (signed === unsigned) throw new TransactionNotSignableError({ type: String(copy.type) })
    return signed
  })
}

/** @param network - The unsigned form with sidecars, where there are any. */
function toParsed(unsigned: Hex, network?: Hex | undefined): TransactionPayload {
  return {
    ...toOpaque(unsigned, (signature) => attachSignature({ unsigned, network, signature })),
    item: { type: 'transaction', unsigned: network ?? unsigned },
  }
}

function toOpaque(unsigned: Hex, finish: TransactionPayload['finish']): TransactionPayload {
  return {
    digest: keccak256(unsigned),
    preimage: unsigned,
    isParsed: isParsed(unsigned),
    item: { type: 'transaction', unsigned },
    finish,
  }
}

/** Whether the signing API reads this transaction: legacy (an RLP list) and the typed envelopes 1 to 4 (EIP-2930, 1559, 4844, 7702). */
const isParsed = (unsigned: Hex): boolean => /^0x(0[1-4]|[c-f])/.test(unsigned)

/**
 * Returns the payload of an unsigned transaction that was serialized before, with sidecars where it has them. The result for a type that
 * the signing API does not read is the signature alone.
 */
export function fromUnsignedTransaction(serialized: Hex): TransactionPayload {
  if (!isParsed(serialized)) return toOpaque(serialized, serializeSignature)
  const { prefix, items } = decodeTransaction(serialized)
  const [body] = items
  // Only the network form of EIP-4844 begins with a list.
  if (!prefix || typeof body !== 'object') return toParsed(serialized)
  return toParsed(concatHex([prefix, toRlp(body)]), serialized)
}
