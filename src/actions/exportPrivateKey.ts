import { assertId } from '../client/assertId.js'
import type { SignerClient } from '../client/createSignerClient.js'
import { hasStrings } from '../client/guards.js'
import { readResult } from '../client/readResult.js'
import type { submit } from '../client/submit.js'
import type { ExportPrivateKeyIntent, ExportPrivateKeyResult } from '../wire/exchange.js'
import { runActivity } from './runActivity.js'
import type { ActionParameters } from './types.js'

/**
 * Exports a private key, which the signer seals for a key of the caller.
 *
 * The bundle is a JSON text that the signer has signed. To get the key itself, use the function of the same name in
 * `viem-passkey-account`: it makes a key, verifies the bundle and opens it.
 *
 * @throws InvalidParameterError before any prompt if an id is missing or malformed, and what {@link submit} throws.
 *
 * @example
 * ```ts
 * import { createSignerClient, webAuthnStamper } from 'viem-passkey-account'
 * import { exportPrivateKey } from 'viem-passkey-account/actions'
 *
 * const client = createSignerClient({ stamper: webAuthnStamper({ rpId: 'example.com' }) })
 * const { exportBundle } = await exportPrivateKey(client, {
 *   organizationId: '<organization id>',
 *   privateKeyId: '<private key id>',
 *   targetPublicKey: '<uncompressed P-256 key in hex>',
 * })
 * ```
 */
export async function exportPrivateKey(
  client: SignerClient,
  parameters: exportPrivateKey.Parameters,
): Promise<exportPrivateKey.ReturnType> {
  return runActivity(client, {
    type: 'ACTIVITY_TYPE_EXPORT_PRIVATE_KEY',
    parameters,
    ids: { privateKeyId: assertId },
    parse: (activity) => readResult(activity, 'exportPrivateKeyResult', isResult),
  })
}

export declare namespace exportPrivateKey {
  type Parameters = ActionParameters & ExportPrivateKeyIntent
  type ReturnType = ExportPrivateKeyResult
  type ErrorType = submit.ErrorType
}

function isResult(value: unknown): value is ExportPrivateKeyResult {
  return hasStrings(value, ['privateKeyId', 'exportBundle'])
}
