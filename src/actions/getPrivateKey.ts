import { assertId } from '../client/assertId.js'
import type { SignerClient } from '../client/createSignerClient.js'
import { hasStrings, isObject, isOptionalString } from '../client/guards.js'
import type { query } from '../client/query.js'
import type { GetPrivateKeyRequest } from '../wire/queries.js'
import type { KeyAddress } from '../wire/results.js'
import type { PrivateKey } from '../wire/wallet.js'
import { runQuery } from './runQuery.js'
import type { ActionParameters } from './types.js'

/**
 * Returns a private key that belongs to no wallet: its name and addresses, not its secret.
 *
 * @throws InvalidParameterError before any prompt if an id is missing or malformed, and what {@link query} throws.
 *
 * @example
 * ```ts
 * import { createSignerClient, webAuthnStamper } from 'viem-passkey-account'
 * import { getPrivateKey } from 'viem-passkey-account/actions'
 *
 * const client = createSignerClient({ stamper: webAuthnStamper({ rpId: 'example.com' }) })
 * const { addresses, exported } = await getPrivateKey(client, {
 *   organizationId: '<organization id>',
 *   privateKeyId: '<private key id>',
 * })
 * ```
 */
export async function getPrivateKey(
  client: SignerClient,
  parameters: getPrivateKey.Parameters,
): Promise<getPrivateKey.ReturnType> {
  return runQuery(client, {
    name: 'get_private_key',
    parameters,
    ids: { privateKeyId: assertId },
    parse: ({ privateKey }) => (isPrivateKey(privateKey) ? privateKey : undefined),
  })
}

export declare namespace getPrivateKey {
  type Parameters = ActionParameters & Omit<GetPrivateKeyRequest, 'organizationId'>
  type ReturnType = PrivateKey
  type ErrorType = query.ErrorType
}

function isPrivateKey(value: unknown): value is PrivateKey {
  return hasStrings(value, ['privateKeyId', 'privateKeyName']) && isKeyAddresses(value.addresses)
}

export function isKeyAddresses(value: unknown): value is KeyAddress[] {
  return (
    Array.isArray(value) &&
    value.every((entry) => isObject(entry) && isOptionalString(entry.format) && isOptionalString(entry.address))
  )
}
