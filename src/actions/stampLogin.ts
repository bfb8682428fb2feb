import type { SignerClient } from '../client/createSignerClient.js'
import { hasStrings } from '../client/guards.js'
import { readResult } from '../client/readResult.js'
import type { submit } from '../client/submit.js'
import type { Activity } from '../wire/activity.js'
import type { StampLoginIntent } from '../wire/intents.js'
import type { StampLoginResult } from '../wire/results.js'
import { assertOptionalId } from './assertOptionalId.js'
import { runActivity } from './runActivity.js'
import type { ActionParameters } from './types.js'

/**
 * Begins a session for a key that someone else holds, such as a script. Until the session expires, the holder of the
 * private key acts as the user who stamps this, without a prompt. To begin a session in this page, use {@link signIn}.
 *
 * Show the user whose key it is and how long the session lasts. Never take the key from a link: the author of the link
 * would be logged in.
 *
 * `organizationId` may be the parent: the signer finds the user's sub-organization by the passkey.
 *
 * @throws InvalidParameterError before any prompt if an id is missing or malformed, and what {@link submit} throws.
 *
 * @example
 * ```ts
 * import { createSignerClient, webAuthnStamper } from 'viem-passkey-account'
 * import { stampLogin } from 'viem-passkey-account/actions'
 *
 * const client = createSignerClient({ stamper: webAuthnStamper({ rpId: 'example.com' }) })
 * await stampLogin(client, {
 *   organizationId: '<organization id>',
 *   publicKey: '<compressed P-256 key in hex>',
 *   expirationSeconds: '900',
 * })
 * ```
 */
export async function stampLogin(
  client: SignerClient,
  parameters: stampLogin.Parameters,
): Promise<stampLogin.ReturnType> {
  return runActivity(client, {
    type: 'ACTIVITY_TYPE_STAMP_LOGIN',
    parameters,
    ids: { sessionProfileId: assertOptionalId },
    parse: readLogin,
  })
}

export declare namespace stampLogin {
  type Parameters = ActionParameters & StampLoginIntent
  type ReturnType = StampLoginResult
  type ErrorType = submit.ErrorType
}

/** Reads the session from a completed login. */
export function readLogin(activity: Activity): StampLoginResult {
  return readResult(activity, 'stampLoginResult', (value): value is StampLoginResult => hasStrings(value, ['session']))
}
