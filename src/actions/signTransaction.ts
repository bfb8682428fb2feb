import type { SignerClient } from '../client/createSignerClient.js'
import { hasStrings } from '../client/guards.js'
import { readResult } from '../client/readResult.js'
import { submit } from '../client/submit.js'
import type { SignTransactionIntentV2 } from '../wire/intents.js'
import type { SignTransactionResult } from '../wire/results.js'
import type { ActionParameters } from './types.js'

/**
 * Signs a transaction that the signer can read, so that its policies can too. The result is the wire's: hex without 0x, unchecked. The
 * account checks it.
 *
 * @param parameters.unsignedTransaction - Unsigned serialisation, hex, with or without 0x; EIP-4844 without its sidecars.
 * @param parameters.type - `TRANSACTION_TYPE_ETHEREUM` for every Ethereum envelope.
 *
 * @throws What {@link submit} throws, and AnswerMismatchError.
 *
 * @example
 * const { signedTransaction } = await signTransaction(client, {
 *   organizationId,
 *   signWith: address,
 *   unsignedTransaction,
 *   type: 'TRANSACTION_TYPE_ETHEREUM',
 * })
 */
export async function signTransaction(
  client: SignerClient,
  { organizationId, stamper, signal, ...parameters }: signTransaction.Parameters,
): Promise<signTransaction.ReturnType> {
  const type = 'ACTIVITY_TYPE_SIGN_TRANSACTION_V2'
  const activity = await submit(client, { type, organizationId, parameters, stamper, signal })
  return readResult(activity, 'signTransactionResult', isSigned)
}

export declare namespace signTransaction {
  type Parameters = ActionParameters & SignTransactionIntentV2
  type ReturnType = SignTransactionResult
  type ErrorType = submit.ErrorType
}

export function isSigned(value: unknown): value is SignTransactionResult {
  return hasStrings(value, ['signedTransaction'])
}
