import { assertId } from '../client/assertId.js'
import type { SignerClient } from '../client/createSignerClient.js'
import { hasStrings } from '../client/guards.js'
import { readResult } from '../client/readResult.js'
import type { submit } from '../client/submit.js'
import type { InitImportWalletIntent, InitImportWalletResult } from '../wire/exchange.js'
import { runActivity } from './runActivity.js'
import type { ActionParameters } from './types.js'

/**
 * Asks for a key of the signer, for which to seal the words of a wallet.
 *
 * Verify who has signed the bundle before you seal anything: anyone who could put another key there would read the words. To
 * import words, use `importWallet` of `viem-passkey-account`, which does all of it.
 *
 * @throws InvalidParameterError before any prompt if an id is missing or malformed, and what {@link submit} throws.
 *
 * @example
 * ```ts
 * import { createSignerClient, webAuthnStamper } from 'viem-passkey-account'
 * import { initImportWallet } from 'viem-passkey-account/actions'
 *
 * const client = createSignerClient({ stamper: webAuthnStamper({ rpId: 'example.com' }) })
 * const { importBundle } = await initImportWallet(client, {
 *   organizationId: '<organization id>',
 *   userId: '<user id>',
 * })
 * ```
 */
export async function initImportWallet(
  client: SignerClient,
  parameters: initImportWallet.Parameters,
): Promise<initImportWallet.ReturnType> {
  return runActivity(client, {
    type: 'ACTIVITY_TYPE_INIT_IMPORT_WALLET',
    parameters,
    ids: { userId: assertId },
    parse: (activity) => readResult(activity, 'initImportWalletResult', isResult),
  })
}

export declare namespace initImportWallet {
  type Parameters = ActionParameters & InitImportWalletIntent
  type ReturnType = InitImportWalletResult
  type ErrorType = submit.ErrorType
}

function isResult(value: unknown): value is InitImportWalletResult {
  return hasStrings(value, ['importBundle'])
}
