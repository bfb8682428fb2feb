import type { SignerClient } from '../client/createSignerClient.js'
import { isObject, isStrings } from '../client/guards.js'
import { readResult } from '../client/readResult.js'
import type { submit } from '../client/submit.js'
import type { DeleteUserTagsIntent, DeleteUserTagsResult } from '../wire/userTags.js'
import { assertFilledIdList } from './assertFilledIdList.js'
import { runActivity } from './runActivity.js'
import type { ActionParameters } from './types.js'

/**
 * Deletes user tags. Their users lose them.
 *
 * @throws InvalidParameterError before any prompt if an id is missing or malformed, and what {@link submit} throws.
 *
 * @example
 * ```ts
 * import { createSignerClient, webAuthnStamper } from 'viem-passkey-account'
 * import { deleteUserTags } from 'viem-passkey-account/actions'
 *
 * const client = createSignerClient({ stamper: webAuthnStamper({ rpId: 'example.com' }) })
 * await deleteUserTags(client, { organizationId: '<organization id>', userTagIds: ['<tag id>'] })
 * ```
 */
export async function deleteUserTags(
  client: SignerClient,
  parameters: deleteUserTags.Parameters,
): Promise<deleteUserTags.ReturnType> {
  return runActivity(client, {
    type: 'ACTIVITY_TYPE_DELETE_USER_TAGS',
    parameters,
    ids: { userTagIds: assertFilledIdList },
    parse: (activity) => readResult(activity, 'deleteUserTagsResult', isResult),
  })
}

export declare namespace deleteUserTags {
  type Parameters = ActionParameters & DeleteUserTagsIntent
  type ReturnType = DeleteUserTagsResult
  type ErrorType = submit.ErrorType
}

function isResult(value: unknown): value is DeleteUserTagsResult {
  return isObject(value) && isStrings(value.userTagIds) && isStrings(value.userIds)
}
