import { assertId } from '../client/assertId.js'
import type { SignerClient } from '../client/createSignerClient.js'
import { hasStrings } from '../client/guards.js'
import { readResult } from '../client/readResult.js'
import type { submit } from '../client/submit.js'
import type { ImportPrivateKeyIntent, ImportPrivateKeyResult } from '../wire/exchange.js'
import { isKeyAddresses } from './getPrivateKey.js'
import { runActivity } from './runActivity.js'
import type { ActionParameters } from './types.js'

/**
 * Imports a private key that is sealed for the key that `initImportPrivateKey` returned. To import a key, use the function of
 * the same name in `viem-passkey-account`.
 *
 * @throws InvalidParameterError before any prompt if an id is missing or malformed, and what {@link submit} throws.
 *
 * @example
 * ```ts
 * import { createSignerClient, webAuthnStamper } from 'viem-passkey-account'
 * import { importPrivateKey } from 'viem-passkey-account/actions'
 *
 * const client = createSignerClient({ stamper: webAuthnStamper({ rpId: 'example.com' }) })
 * const { privateKeyId } = await importPrivateKey(client, {
 *   organizationId: '<organization id>',
 *   userId: '<user id>',
 *   privateKeyName: 'Savings',
 *   encryptedBundle: '{"encappedPublic":"04…","ciphertext":"…"}',
 *   curve: 'CURVE_SECP256K1',
 *   addressFormats: ['ADDRESS_FORMAT_ETHEREUM'],
 * })
 * ```
 */
export async function importPrivateKey(
  client: SignerClient,
  parameters: importPrivateKey.Parameters,
): Promise<importPrivateKey.ReturnType> {
  return runActivity(client, {
    type: 'ACTIVITY_TYPE_IMPORT_PRIVATE_KEY',
    parameters,
    ids: { userId: assertId },
    parse: (activity) => readResult(activity, 'importPrivateKeyResult', isResult),
  })
}

export declare namespace importPrivateKey {
  type Parameters = ActionParameters & ImportPrivateKeyIntent
  type ReturnType = ImportPrivateKeyResult
  type ErrorType = submit.ErrorType
}

function isResult(value: unknown): value is ImportPrivateKeyResult {
  return hasStrings(value, ['privateKeyId']) && isKeyAddresses(value.addresses)
}
