import { signTransaction as requestSignedTransaction } from '../actions/signTransaction.js'
import { readSignedTransaction } from './readSignedTransaction.js'
import {
  fitsReadableBody,
  rethrowPending,
  signPayload,
  toSignerParameters,
  type VerifiedSignature,
} from './signPayload.js'
import type { TransactionPayload } from './toTransactionPayload.js'
import type { PasskeyAccount } from './types.js'
import { verifySignature } from './verifySignature.js'

/**
 * Signs a transaction and verifies the signature. The signer gets the unsigned transaction, so that its policies can read
 * it. A type that the signing API cannot parse, such as Celo's CIP-64, and a very large transaction are signed by their hash.
 */
export async function signTransaction(
  account: PasskeyAccount,
  payload: TransactionPayload,
): Promise<VerifiedSignature> {
  const { digest, preimage, isParsable, item } = payload
  const unsignedTransaction = preimage.slice(2)
  if (!isParsable || !fitsReadableBody([unsignedTransaction]))
    return signPayload(account, { digest, item, finish: payload.finish })

  const { signedTransaction } = await requestSignedTransaction(account.signerClient, {
    ...toSignerParameters(account),
    unsignedTransaction,
    type: 'TRANSACTION_TYPE_ETHEREUM',
  }).catch((error) => rethrowPending(account, error, [item]))
  const signature = readSignedTransaction(`0x${signedTransaction.toLowerCase()}`, preimage)
  return { signature, publicKey: await verifySignature(account, { digest, signature }) }
}
