import type { SignerClient } from '../client/createSignerClient.js'
import { hasStrings } from '../client/guards.js'
import { readResult } from '../client/readResult.js'
import type { submit } from '../client/submit.js'
import type { Activity } from '../wire/activity.js'
import type { SignTransactionResult } from '../wire/results.js'
import type { SignTransactionIntentV2 } from '../wire/signing.js'
import { runSigning } from './runSigning.js'
import type { SigningParameters } from './types.js'

/**
 * Signs a transaction, with the parameters and the result of the signer's API; most apps want `signTransaction` of
 * {@link createPasskeyAccount}, which also verifies the result.
 *
 * The result is not verified here. Compare the transaction with yours and recover its signer before you use it.
 *
 * @throws InvalidParameterError before any prompt if `signWith` is missing or malformed, and what {@link submit} throws.
 *
 * @example
 * ```ts
 * import { serializeTransaction } from 'viem'
 * import { createSignerClient, webAuthnStamper } from 'viem-passkey-account'
 * import { signTransaction } from 'viem-passkey-account/actions'
 *
 * const client = createSignerClient({ stamper: webAuthnStamper({ rpId: 'example.com' }) })
 * const { signedTransaction } = await signTransaction(client, {
 *   organizationId: '<organization id>',
 *   signWith: '0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96045',
 *   unsignedTransaction: serializeTransaction({ type: 'eip1559', chainId: 1, gas: 21_000n }),
 *   type: 'TRANSACTION_TYPE_ETHEREUM',
 * })
 * ```
 */
export async function signTransaction(
  client: SignerClient,
  parameters: signTransaction.Parameters,
): Promise<signTransaction.ReturnType> {
  return runSigning(client, {
    path: '/public/v1/submit/sign_transaction',
    type: 'ACTIVITY_TYPE_SIGN_TRANSACTION_V2',
    parameters,
    parse: readTransaction,
  })
}

export declare namespace signTransaction {
  type Parameters = SigningParameters & SignTransactionIntentV2
  type ReturnType = SignTransactionResult
  type ErrorType = submit.ErrorType
}

/** Reads the transaction from a completed activity. */
export function readTransaction(activity: Activity): SignTransactionResult {
  return readResult(activity, 'signTransactionResult', (value): value is SignTransactionResult =>
    hasStrings(value, ['signedTransaction']),
  )
}
