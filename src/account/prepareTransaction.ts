import { type Hex, type SerializeTransactionFn, serializeTransaction, type TransactionSerializable } from 'viem'
import { ChainIdMissingError, TransactionNotSignableError } from '../errors/account.js'
import { type FullSignature, toSignature } from './toSignature.js'

/** A serializer with a transaction inside. */
export type Serialize = (signature?: FullSignature) => Hex | Promise<Hex>

export type PreparedTransaction = {
  /** What is signed. */
  unsigned: Hex
  /** What is signed, with a signature: an EIP-4844 transaction without its sidecars. */
  serializeBody: Serialize
  /** As the caller gets it. */
  serialize: Serialize
}

const anySignature = toSignature({ r: '0x1', s: '0x1', yParity: 0 })

/**
 * A transaction, ready to be signed. At once with a synchronous serializer: a prompt has to start inside the user's gesture.
 *
 * @throws ChainIdMissingError, TransactionNotSignableError, and what the serializer throws.
 */
export function prepareTransaction(
  transaction: TransactionSerializable,
  serializer: SerializeTransactionFn<TransactionSerializable> = serializeTransaction,
): PreparedTransaction | Promise<PreparedTransaction> {
  // The caller may change it while the user looks at the prompt.
  const whole = { ...transaction }
  const { chainId, type } = whole
  // Neither 0 nor NaN is one, and viem would sign a legacy transaction for it that every chain accepts.
  if (!chainId && (type !== 'legacy' || chainId !== undefined)) throw new ChainIdMissingError()
  // https://eips.ethereum.org/EIPS/eip-4844#networking
  const body = type === 'eip4844' ? { ...whole, sidecars: false as const } : whole
  const serializeBody: Serialize = (signature) => serializer(body, signature)

  const check = ([unsigned, signed]: [Hex, Hex]): PreparedTransaction => {
    if (signed === unsigned) throw new TransactionNotSignableError({ type: String(type) })
    return { unsigned, serializeBody, serialize: (signature) => serializer(whole, signature) }
  }
  const unsigned = serializeBody()
  const signed = serializeBody(anySignature)
  return unsigned instanceof Promise || signed instanceof Promise
    ? Promise.all([unsigned, signed]).then(check)
    : check([unsigned, signed])
}
