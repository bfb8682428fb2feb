import type { SignerClient } from '../client/createSignerClient.js'
import { hasStrings } from '../client/guards.js'
import { readResult } from '../client/readResult.js'
import type { submit } from '../client/submit.js'
import type { ExportWalletAccountIntent, ExportWalletAccountResult } from '../wire/exchange.js'
import { runActivity } from './runActivity.js'
import type { ActionParameters } from './types.js'

/**
 * Exports the private key of a wallet account, which the signer seals for a key of the caller.
 *
 * The bundle is a JSON text that the signer has signed. To get the key itself, use the function of the same name in
 * `viem-passkey-account`: it makes a key, verifies the bundle and opens it.
 *
 * @throws What {@link submit} throws.
 *
 * @example
 * ```ts
 * import { createSignerClient, webAuthnStamper } from 'viem-passkey-account'
 * import { exportWalletAccount } from 'viem-passkey-account/actions'
 *
 * const client = createSignerClient({ stamper: webAuthnStamper({ rpId: 'example.com' }) })
 * const { exportBundle } = await exportWalletAccount(client, {
 *   organizationId: '<organization id>',
 *   address: '<address>',
 *   targetPublicKey: '<uncompressed P-256 key in hex>',
 * })
 * ```
 */
export async function exportWalletAccount(
  client: SignerClient,
  parameters: exportWalletAccount.Parameters,
): Promise<exportWalletAccount.ReturnType> {
  return runActivity(client, {
    type: 'ACTIVITY_TYPE_EXPORT_WALLET_ACCOUNT',
    parameters,
    parse: (activity) => readResult(activity, 'exportWalletAccountResult', isResult),
  })
}

export declare namespace exportWalletAccount {
  type Parameters = ActionParameters & ExportWalletAccountIntent
  type ReturnType = ExportWalletAccountResult
  type ErrorType = submit.ErrorType
}

function isResult(value: unknown): value is ExportWalletAccountResult {
  return hasStrings(value, ['address', 'exportBundle'])
}
