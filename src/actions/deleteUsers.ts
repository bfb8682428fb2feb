import type { SignerClient } from '../client/createSignerClient.js'
import { isObject, isStrings } from '../client/guards.js'
import { readResult } from '../client/readResult.js'
import type { submit } from '../client/submit.js'
import type { DeleteUsersIntent } from '../wire/intents.js'
import type { DeleteUsersResult } from '../wire/results.js'
import { assertFilledIdList } from './assertFilledIdList.js'
import { runActivity } from './runActivity.js'
import type { ActionParameters } from './types.js'

/**
 * Deletes users with their credentials. Enough root users must remain to meet the root quorum.
 *
 * @throws InvalidParameterError before any prompt if an id is missing or malformed, and what {@link submit} throws.
 *
 * @example
 * ```ts
 * import { createSignerClient, webAuthnStamper } from 'viem-passkey-account'
 * import { deleteUsers } from 'viem-passkey-account/actions'
 *
 * const client = createSignerClient({ stamper: webAuthnStamper({ rpId: 'example.com' }) })
 * await deleteUsers(client, { organizationId: '<organization id>', userIds: ['<user id>'] })
 * ```
 */
export async function deleteUsers(
  client: SignerClient,
  parameters: deleteUsers.Parameters,
): Promise<deleteUsers.ReturnType> {
  return runActivity(client, {
    type: 'ACTIVITY_TYPE_DELETE_USERS',
    parameters,
    ids: { userIds: assertFilledIdList },
    parse: (activity) => readResult(activity, 'deleteUsersResult', isResult),
  })
}

export declare namespace deleteUsers {
  type Parameters = ActionParameters & DeleteUsersIntent
  type ReturnType = DeleteUsersResult
  type ErrorType = submit.ErrorType
}

function isResult(value: unknown): value is DeleteUsersResult {
  return isObject(value) && isStrings(value.userIds)
}
