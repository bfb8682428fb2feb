import { assertId } from '../client/assertId.js'
import type { SignerClient } from '../client/createSignerClient.js'
import { hasStrings } from '../client/guards.js'
import { readResult } from '../client/readResult.js'
import type { submit } from '../client/submit.js'
import type { InitImportPrivateKeyIntent, InitImportPrivateKeyResult } from '../wire/exchange.js'
import { runActivity } from './runActivity.js'
import type { ActionParameters } from './types.js'

/**
 * Asks for a key of the signer, for which to seal a private key.
 *
 * Verify who has signed the bundle before you seal anything: anyone who could put another key there would read the key. To
 * import a key, use `importPrivateKey` of `viem-passkey-account`, which does all of it.
 *
 * @throws InvalidParameterError before any prompt if an id is missing or malformed, and what {@link submit} throws.
 *
 * @example
 * ```ts
 * import { createSignerClient, webAuthnStamper } from 'viem-passkey-account'
 * import { initImportPrivateKey } from 'viem-passkey-account/actions'
 *
 * const client = createSignerClient({ stamper: webAuthnStamper({ rpId: 'example.com' }) })
 * const { importBundle } = await initImportPrivateKey(client, {
 *   organizationId: '<organization id>',
 *   userId: '<user id>',
 * })
 * ```
 */
export async function initImportPrivateKey(
  client: SignerClient,
  parameters: initImportPrivateKey.Parameters,
): Promise<initImportPrivateKey.ReturnType> {
  return runActivity(client, {
    type: 'ACTIVITY_TYPE_INIT_IMPORT_PRIVATE_KEY',
    parameters,
    ids: { userId: assertId },
    parse: (activity) => readResult(activity, 'initImportPrivateKeyResult', isResult),
  })
}

export declare namespace initImportPrivateKey {
  type Parameters = ActionParameters & InitImportPrivateKeyIntent
  type ReturnType = InitImportPrivateKeyResult
  type ErrorType = submit.ErrorType
}

function isResult(value: unknown): value is InitImportPrivateKeyResult {
  return hasStrings(value, ['importBundle'])
}
