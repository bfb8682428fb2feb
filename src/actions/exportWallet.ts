import { assertId } from '../client/assertId.js'
import type { SignerClient } from '../client/createSignerClient.js'
import { hasStrings } from '../client/guards.js'
import { readResult } from '../client/readResult.js'
import type { submit } from '../client/submit.js'
import type { ExportWalletIntent, ExportWalletResult } from '../wire/exchange.js'
import { runActivity } from './runActivity.js'
import type { ActionParameters } from './types.js'

/**
 * Exports a wallet: the signer seals its words for a key of the caller.
 *
 * The bundle is a JSON text that the signer has signed. To get the words themselves, use the function of the same name in
 * `viem-passkey-account`: it makes the key, verifies the bundle and opens it.
 *
 * @throws InvalidParameterError before any prompt if an id is missing or malformed, and what {@link submit} throws.
 *
 * @example
 * ```ts
 * import { createSignerClient, webAuthnStamper } from 'viem-passkey-account'
 * import { exportWallet } from 'viem-passkey-account/actions'
 *
 * const client = createSignerClient({ stamper: webAuthnStamper({ rpId: 'example.com' }) })
 * const { exportBundle } = await exportWallet(client, {
 *   organizationId: '<organization id>',
 *   walletId: '<wallet id>',
 *   targetPublicKey: '<uncompressed P-256 key in hex>',
 * })
 * ```
 */
export async function exportWallet(
  client: SignerClient,
  parameters: exportWallet.Parameters,
): Promise<exportWallet.ReturnType> {
  return runActivity(client, {
    type: 'ACTIVITY_TYPE_EXPORT_WALLET',
    parameters,
    ids: { walletId: assertId },
    parse: (activity) => readResult(activity, 'exportWalletResult', isResult),
  })
}

export declare namespace exportWallet {
  type Parameters = ActionParameters & ExportWalletIntent
  type ReturnType = ExportWalletResult
  type ErrorType = submit.ErrorType
}

function isResult(value: unknown): value is ExportWalletResult {
  return hasStrings(value, ['walletId', 'exportBundle'])
}
