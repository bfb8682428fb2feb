import {
  type Hash,
  type Hex,
  keccak256,
  type SerializeTransactionFn,
  serializeTransaction,
  type TransactionSerializable,
} from 'viem'
import { signTransaction as askForTransaction } from '../actions/signTransaction.js'
import { ChainIdMissingError, TransactionNotSignableError } from '../errors/account.js'
import { readSignedTransaction } from './readSignedTransaction.js'
import { signPayload } from './signPayload.js'
import { toAsker } from './toAsker.js'
import { type FullSignature, toSignature } from './toSignature.js'
import type { PasskeyAccount } from './types.js'
import { verifySignature } from './verifySignature.js'

/** The caller's serializer with the caller's transaction inside. */
export type Serialize = (signature?: FullSignature) => Hex | Promise<Hex>

/**
 * Signs a transaction: the signer is given the unsigned form; what is returned is made here, from the caller's transaction and the
 * signature that came back. With a synchronous serializer nothing asynchronous happens before the stamper is called.
 */
export function signTransaction<
  serializer extends SerializeTransactionFn<TransactionSerializable>,
  transaction extends Parameters<serializer>[0],
>(account: PasskeyAccount, transaction: transaction, serializer?: serializer): Promise<Hex> {
  const serialize: SerializeTransactionFn<TransactionSerializable> = serializer ?? serializeTransaction
  if (transaction.chainId === undefined && transaction.type !== 'legacy') throw new ChainIdMissingError()
  // What is signed of an EIP-4844 transaction has no sidecars (https://eips.ethereum.org/EIPS/eip-4844#networking).
  const signed = transaction.type === 'eip4844' ? { ...transaction, sidecars: false as const } : transaction
  const serializeSigned: Serialize = (signature) => serialize(signed, signature)

  const go = async ([unsigned, form]: [Hex, Hex]) => {
    if (form === unsigned) throw new TransactionNotSignableError({ type: String(transaction.type) })
    const signature = await askForSignature(account, unsigned, serializeSigned)
    return serialize(transaction, signature)
  }
  const unsigned = serializeSigned()
  const form = serializeSigned(anySignature)
  // A prompt has to start inside the user's gesture.
  return unsigned instanceof Promise || form instanceof Promise
    ? Promise.all([unsigned, form]).then(go)
    : go([unsigned, form])
}

const anySignature = toSignature({ r: '0x1', s: '0x1', yParity: 0 })

async function askForSignature(account: PasskeyAccount, unsigned: Hex, serialize: Serialize): Promise<FullSignature> {
  const digest: Hash = keccak256(unsigned)
  // A type that the signing API does not know (Celo's CIP-64, for example) is signed as the hash of its serialisation.
  if (!readable.test(unsigned)) return signPayload(account, { digest })

  const { signedTransaction } = await askForTransaction(account.signerClient, {
    ...toAsker(account),
    unsignedTransaction: unsigned.slice(2),
  })
  const signature = await readSignedTransaction(`0x${signedTransaction.toLowerCase()}`, serialize)
  await verifySignature(account, { digest, signature })
  return signature
}

/** Legacy (an RLP list) and the typed envelopes 1 to 4 (EIP-2930, 1559, 4844, 7702). */
const readable = /^0x(0[1-4]|[c-f])/
