import {
  concatHex,
  type Hex,
  keccak256,
  type SerializeTransactionFn,
  serializeTransaction,
  type TransactionSerializable,
  toRlp,
} from 'viem'
import { ChainIdMissingError, TransactionNotSignableError } from '../errors/account.js'
import { InvalidParameterError } from '../errors/config.js'
import type { PendingItem } from '../records/pendingSignature.js'
import { attachSignature, decodeTransaction } from './attachSignature.js'
import { copyTransaction, copyValue } from './copyTransaction.js'
import { isReference } from './isReference.js'
import { normalizeTransaction } from './normalizeTransaction.js'
import type { Payload } from './signPayload.js'
import { type FullSignature, toSignature, toSignatureHex } from './toSignature.js'

/** A transaction that is ready to be signed. `preimage` is its unsigned form, without the sidecars of EIP-4844. */
export type TransactionPayload = Payload<Hex | Promise<Hex>> & {
  preimage: Hex
  item: PendingItem
}

type Serialize = (fields: TransactionSerializable, signature?: FullSignature) => Hex | Promise<Hex>

/**
 * Converts a transaction to a payload. Synchronous if the serializer is: Safari before 17.4 prompts only inside the user's
 * gesture.
 *
 * The transaction is read once. For types 0 to 4, the signed transaction is the RLP that was signed, followed by the
 * signature. Other types are serialized again with the signature: a synchronous serializer must still return the unsigned
 * form that was signed. An asynchronous one is not checked, and not called before the prompt with a signature, since it may
 * ask another account (a fee payer) to sign.
 *
 * @throws ChainIdMissingError, TransactionNotSignableError, InvalidParameterError with the path of the field, and what the
 * serializer throws.
 */
export function toTransactionPayload(
  transaction: TransactionSerializable,
  serializer?: SerializeTransactionFn<TransactionSerializable>,
): TransactionPayload | Promise<TransactionPayload> {
  if (!isReference(transaction))
    throw new InvalidParameterError({
      parameter: 'transaction',
      value: String(transaction),
      message: 'This is not a transaction. Pass an object.',
    })
  const copy = copyTransaction(transaction)
  const { chainId, type } = copy
  // 0 and NaN are refused too: viem would serialize a legacy transaction that every chain accepts.
  if (!chainId && (type !== 'legacy' || chainId !== undefined)) throw new ChainIdMissingError()
  const hasBlobs = normalizeTransaction(copy as Record<string, unknown>)

  // The caller's serializer may change what it gets.
  const serialize: Serialize = serializer
    ? (fields, signature) => serializer(copyValue(fields) as TransactionSerializable, signature)
    : serializeTransaction
  // The signed form has no sidecars: https://eips.ethereum.org/EIPS/eip-4844#networking
  const body = hasBlobs ? ({ ...copy, sidecars: false } as TransactionSerializable) : copy

  const unsigned = serialize(body)
  const notSignable = () => new TransactionNotSignableError({ type: String(type) })

  if (typeof unsigned !== 'string') {
    const payload = Promise.resolve(unsigned).then((unsigned) => {
      if (isParsable(unsigned) && !hasBlobs) return toParsed(unsigned)
      return toPayload(unsigned, async (signature) => {
        const signed = await serialize(copy, signature)
        if (isParsable(unsigned)) return attachSignature(unsigned, signature, signed)
        if (signed === unsigned) throw notSignable()
        return signed
      })
    })
    // `signMany` does not await it if another item is invalid.
    payload.catch(() => undefined)
    return payload
  }
  if (isParsable(unsigned)) {
    const network = hasBlobs && serialize(copy)
    return toParsed(unsigned, typeof network === 'string' && network !== unsigned ? network : undefined)
  }
  if (serialize(body, toSignature({ r: '0x1', s: '0x1', yParity: 0 })) === unsigned) throw notSignable()
  return toPayload(unsigned, (signature) => {
    if (serialize(body) !== unsigned) throw notSignable()
    return serialize(copy, signature)
  })
}

/** @param network - The unsigned form with its sidecars, if it has any. */
function toParsed(unsigned: Hex, network?: Hex | undefined): TransactionPayload {
  const finish = (signature: FullSignature): Hex =>
    (!network && signature.signed) || attachSignature(unsigned, signature, network)
  return toPayload(unsigned, finish, network)
}

function toPayload(unsigned: Hex, finish: TransactionPayload['finish'], network = unsigned): TransactionPayload {
  return {
    digest: keccak256(unsigned),
    preimage: unsigned,
    unsignedTransaction: isParsable(unsigned) ? unsigned.slice(2) : undefined,
    item: { type: 'transaction', unsigned: network },
    finish,
  }
}

/** Whether the signing API can parse a transaction: legacy (an RLP list), or of type 1 to 4 (EIP-2930, 1559, 4844, 7702). */
const isParsable = (unsigned: Hex): boolean => /^0x(0[1-4]|[c-f])/.test(unsigned)

/**
 * Converts an unsigned serialized transaction, with its sidecars if it has any, to a payload. A type that the signing API
 * cannot parse finishes as the signature alone.
 */
export function fromUnsignedTransaction(serialized: Hex): TransactionPayload {
  if (!isParsable(serialized)) return toPayload(serialized, toSignatureHex)
  const { prefix, items } = decodeTransaction(serialized)
  const [body] = items
  // Only the network form of EIP-4844 begins with a list.
  if (!prefix || typeof body !== 'object') return toParsed(serialized)
  return toParsed(concatHex([prefix, toRlp(body)]), serialized)
}
