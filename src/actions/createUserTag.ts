import type { SignerClient } from '../client/createSignerClient.js'
import { hasStrings, isStrings } from '../client/guards.js'
import { readResult } from '../client/readResult.js'
import type { submit } from '../client/submit.js'
import type { CreateUserTagIntent, CreateUserTagResult } from '../wire/userTags.js'
import { assertIdList } from './assertIdList.js'
import { runActivity } from './runActivity.js'
import type { ActionParameters } from './types.js'

/**
 * Creates a user tag. Policies refer to it by its id: `user.tags.contains('<tag id>')`.
 *
 * @throws InvalidParameterError before any prompt if an id is missing or malformed, and what {@link submit} throws.
 *
 * @example
 * ```ts
 * import { createSignerClient, webAuthnStamper } from 'viem-passkey-account'
 * import { createUserTag } from 'viem-passkey-account/actions'
 *
 * const client = createSignerClient({ stamper: webAuthnStamper({ rpId: 'example.com' }) })
 * const { userTagId } = await createUserTag(client, {
 *   organizationId: '<organization id>',
 *   userTagName: 'Operations',
 *   userIds: ['<user id>'],
 * })
 * ```
 */
export async function createUserTag(
  client: SignerClient,
  parameters: createUserTag.Parameters,
): Promise<createUserTag.ReturnType> {
  return runActivity(client, {
    type: 'ACTIVITY_TYPE_CREATE_USER_TAG',
    parameters,
    ids: { userIds: assertIdList },
    parse: (activity) => readResult(activity, 'createUserTagResult', isResult),
  })
}

export declare namespace createUserTag {
  type Parameters = ActionParameters & CreateUserTagIntent
  type ReturnType = CreateUserTagResult
  type ErrorType = submit.ErrorType
}

function isResult(value: unknown): value is CreateUserTagResult {
  return hasStrings(value, ['userTagId']) && isStrings(value.userIds)
}
