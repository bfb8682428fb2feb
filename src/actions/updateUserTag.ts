import { assertId } from '../client/assertId.js'
import type { SignerClient } from '../client/createSignerClient.js'
import { hasStrings } from '../client/guards.js'
import { readResult } from '../client/readResult.js'
import type { submit } from '../client/submit.js'
import type { UpdateUserTagIntent, UpdateUserTagResult } from '../wire/userTags.js'
import { assertIdList } from './assertIdList.js'
import { runActivity } from './runActivity.js'
import type { ActionParameters } from './types.js'

/**
 * Renames a user tag, gives it to users, or takes it from them.
 *
 * @throws InvalidParameterError before any prompt if an id is missing or malformed, and what {@link submit} throws.
 *
 * @example
 * ```ts
 * import { createSignerClient, webAuthnStamper } from 'viem-passkey-account'
 * import { updateUserTag } from 'viem-passkey-account/actions'
 *
 * const client = createSignerClient({ stamper: webAuthnStamper({ rpId: 'example.com' }) })
 * await updateUserTag(client, {
 *   organizationId: '<organization id>',
 *   userTagId: '<tag id>',
 *   addUserIds: ['<user id>'],
 *   removeUserIds: [],
 * })
 * ```
 */
export async function updateUserTag(
  client: SignerClient,
  parameters: updateUserTag.Parameters,
): Promise<updateUserTag.ReturnType> {
  return runActivity(client, {
    type: 'ACTIVITY_TYPE_UPDATE_USER_TAG',
    parameters,
    ids: { userTagId: assertId, addUserIds: assertIdList, removeUserIds: assertIdList },
    parse: (activity) => readResult(activity, 'updateUserTagResult', isResult),
  })
}

export declare namespace updateUserTag {
  type Parameters = ActionParameters & UpdateUserTagIntent
  type ReturnType = UpdateUserTagResult
  type ErrorType = submit.ErrorType
}

function isResult(value: unknown): value is UpdateUserTagResult {
  return hasStrings(value, ['userTagId'])
}
