import type { SignerClient } from '../client/createSignerClient.js'
import { hasStrings, isObject } from '../client/guards.js'
import type { submit } from '../client/submit.js'
import type { StampLoginIntent } from '../wire/intents.js'
import type { StampLoginResult } from '../wire/results.js'
import { runActivity } from './runActivity.js'
import type { ActionParameters } from './types.js'

/**
 * Begins a session for a key that somebody else holds, such as a script: its public half is all that is needed here. Who has the private
 * half stamps as the user who stamps this, without a prompt, until the end. For a session of this page itself there is {@link signIn}.
 *
 * Show the user whose key it is and for how long, and never take the key from a link: whoever made the link would be logged in.
 *
 * @param parameters.organizationId - The user's sub-organization, or the parent: the signer finds the user's own by the passkey.
 * @param parameters.publicKey - P-256, SEC1 compressed hex without 0x.
 * @param parameters.expirationSeconds - Decimal; 900 unless given.
 * @param parameters.invalidateExisting - Whether the user's other sessions end.
 *
 * @throws What {@link submit} throws, and AnswerMismatchError.
 *
 * @example
 * await stampLogin(client, { organizationId, publicKey, expirationSeconds: '900' })
 */
export async function stampLogin(
  client: SignerClient,
  parameters: stampLogin.Parameters,
): Promise<stampLogin.ReturnType> {
  return runActivity(client, 'ACTIVITY_TYPE_STAMP_LOGIN', parameters, 'stampLoginResult', isResult)
}

export declare namespace stampLogin {
  type Parameters = ActionParameters & StampLoginIntent
  type ReturnType = StampLoginResult
  type ErrorType = submit.ErrorType
}

function isResult(value: unknown): value is StampLoginResult {
  return isObject(value) && hasStrings(value, ['session'])
}
