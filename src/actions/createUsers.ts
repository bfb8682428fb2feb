import type { SignerClient } from '../client/createSignerClient.js'
import { isObject, isStrings } from '../client/guards.js'
import { readResult } from '../client/readResult.js'
import type { submit } from '../client/submit.js'
import type { CreateUsersIntentV4 } from '../wire/intents.js'
import type { CreateUsersResult } from '../wire/results.js'
import { assertEach } from './assertEach.js'
import { assertIdList } from './assertIdList.js'
import { runActivity } from './runActivity.js'
import type { ActionParameters } from './types.js'

/**
 * Creates users outside the root quorum. They may manage their own credentials, and what policies allow them.
 *
 * @throws InvalidParameterError before any prompt if an id is missing or malformed, and what {@link submit} throws.
 *
 * @example
 * ```ts
 * import { createSignerClient, webAuthnStamper } from 'viem-passkey-account'
 * import { createUsers } from 'viem-passkey-account/actions'
 *
 * const client = createSignerClient({ stamper: webAuthnStamper({ rpId: 'example.com' }) })
 * const { userIds } = await createUsers(client, {
 *   organizationId: '<organization id>',
 *   users: [
 *     {
 *       userName: 'Backend',
 *       apiKeys: [
 *         {
 *           apiKeyName: 'Backend',
 *           publicKey: '<compressed P-256 key in hex>',
 *           curveType: 'API_KEY_CURVE_P256',
 *         },
 *       ],
 *       authenticators: [],
 *       oauthProviders: [],
 *       userTags: [],
 *     },
 *   ],
 * })
 * ```
 */
export async function createUsers(
  client: SignerClient,
  parameters: createUsers.Parameters,
): Promise<createUsers.ReturnType> {
  return runActivity(client, {
    type: 'ACTIVITY_TYPE_CREATE_USERS_V4',
    parameters,
    ids: { users: assertEach({ userTags: assertIdList }) },
    parse: (activity) => readResult(activity, 'createUsersResult', isResult),
  })
}

export declare namespace createUsers {
  type Parameters = ActionParameters & CreateUsersIntentV4
  type ReturnType = CreateUsersResult
  type ErrorType = submit.ErrorType
}

function isResult(value: unknown): value is CreateUsersResult {
  return isObject(value) && isStrings(value.userIds)
}
