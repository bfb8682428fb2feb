import { type Hash, type Hex, keccak256, type SerializeTransactionFn, type TransactionSerializable } from 'viem'
import { signTransaction as askForTransaction } from '../actions/signTransaction.js'
import { type PreparedTransaction, prepareTransaction } from './prepareTransaction.js'
import { readSignedTransaction } from './readSignedTransaction.js'
import { signPayload, toSignerParameters } from './signPayload.js'
import type { FullSignature } from './toSignature.js'
import type { PasskeyAccount } from './types.js'
import { verifySignature } from './verifySignature.js'

/**
 * Signs a transaction: the signer is given the unsigned form; what is returned is made here, from the caller's transaction and the
 * signature that came back.
 */
export function signTransaction(
  account: PasskeyAccount,
  transaction: TransactionSerializable,
  serializer?: SerializeTransactionFn<TransactionSerializable>,
): Promise<Hex> {
  const sign = async (prepared: PreparedTransaction) => prepared.serialize(await askForSignature(account, prepared))
  const prepared = prepareTransaction(transaction, serializer)
  return prepared instanceof Promise ? prepared.then(sign) : sign(prepared)
}

async function askForSignature(
  account: PasskeyAccount,
  { unsigned, serializeBody, serialize }: PreparedTransaction,
): Promise<FullSignature> {
  const digest: Hash = keccak256(unsigned)
  // A type that the signing API does not know (Celo's CIP-64, for example) is signed as the hash of its serialisation.
  if (!readable.test(unsigned)) return signPayload(account, { digest })

  const { signedTransaction } = await askForTransaction(account.signerClient, {
    ...toSignerParameters(account),
    unsignedTransaction: unsigned.slice(2),
    type: 'TRANSACTION_TYPE_ETHEREUM',
  }).catch(async (error) => {
    // The request has no sidecars, and who takes it up later wants them back.
    if (error?.pending) error.pending.items = [{ type: 'transaction', unsigned: await serialize() }]
    throw error
  })
  const signature = await readSignedTransaction(`0x${signedTransaction.toLowerCase()}`, serializeBody)
  await verifySignature(account, { digest, signature })
  return signature
}

/** Legacy (an RLP list) and the typed envelopes 1 to 4 (EIP-2930, 1559, 4844, 7702). */
export const readable: RegExp = /^0x(0[1-4]|[c-f])/
