import { assertId } from '../client/assertId.js'
import type { SignerClient } from '../client/createSignerClient.js'
import { isObject, isStrings } from '../client/guards.js'
import { readResult } from '../client/readResult.js'
import type { submit } from '../client/submit.js'
import type { DeleteAuthenticatorsIntent } from '../wire/intents.js'
import type { DeleteAuthenticatorsResult } from '../wire/results.js'
import { assertFilledIdList } from './assertFilledIdList.js'
import { runActivity } from './runActivity.js'
import type { ActionParameters } from './types.js'

/**
 * Removes passkeys from a user. The signer refuses to remove a user's last credential. {@link removePasskey} also keeps
 * the last passkey and tells the browser.
 *
 * @throws InvalidParameterError before any prompt if an id is missing or malformed, and what {@link submit} throws.
 *
 * @example
 * ```ts
 * import { createSignerClient, webAuthnStamper } from 'viem-passkey-account'
 * import { deleteAuthenticators } from 'viem-passkey-account/actions'
 *
 * const client = createSignerClient({ stamper: webAuthnStamper({ rpId: 'example.com' }) })
 * await deleteAuthenticators(client, {
 *   organizationId: '<organization id>',
 *   userId: '<user id>',
 *   authenticatorIds: ['<authenticator id>'],
 * })
 * ```
 */
export async function deleteAuthenticators(
  client: SignerClient,
  parameters: deleteAuthenticators.Parameters,
): Promise<deleteAuthenticators.ReturnType> {
  return runActivity(client, {
    type: 'ACTIVITY_TYPE_DELETE_AUTHENTICATORS',
    parameters,
    ids: { userId: assertId, authenticatorIds: assertFilledIdList },
    parse: (activity) => readResult(activity, 'deleteAuthenticatorsResult', isResult),
  })
}

export declare namespace deleteAuthenticators {
  type Parameters = ActionParameters & DeleteAuthenticatorsIntent
  type ReturnType = DeleteAuthenticatorsResult
  type ErrorType = submit.ErrorType
}

function isResult(value: unknown): value is DeleteAuthenticatorsResult {
  return isObject(value) && isStrings(value.authenticatorIds)
}
