import { deleteAuthenticators } from '../actions/deleteAuthenticators.js'
import type { ActionParameters } from '../actions/types.js'
import type { SignerClient } from '../client/createSignerClient.js'
import { InvalidParameterError } from '../errors/config.js'
import { LastPasskeyError } from '../errors/users.js'
import { discardPasskey, type SignalFn } from './discardPasskey.js'
import { listPasskeys } from './listPasskeys.js'

/**
 * Removes a passkey from a user, but never the last one. Then tells the browser, if it has the WebAuthn Signal API
 * (https://www.w3.org/TR/webauthn-3/#sctn-signal-methods), so that it no longer offers the passkey.
 *
 * Sends a query and an activity: two prompts with a passkey, none with a session.
 *
 * @throws LastPasskeyError; InvalidParameterError if the user has no such passkey; what {@link listPasskeys} and
 * {@link deleteAuthenticators} throw.
 *
 * @example
 * ```ts
 * import { createSignerClient, removePasskey, webAuthnStamper } from 'viem-passkey-account'
 *
 * const client = createSignerClient({ stamper: webAuthnStamper({ rpId: 'example.com' }) })
 * await removePasskey(client, {
 *   organizationId: '<organization id>',
 *   userId: '<user id>',
 *   credentialId: '<credential id of the lost passkey>',
 *   rpId: 'example.com',
 * })
 * ```
 */
export async function removePasskey(
  client: SignerClient,
  { organizationId, userId, credentialId, rpId, signalFn, stamper, signal }: removePasskey.Parameters,
): Promise<removePasskey.ReturnType> {
  const passkeys = await listPasskeys(client, { organizationId, userId, stamper, signal })
  const passkey = passkeys.find((registered) => registered.credentialId === credentialId)
  if (!passkey)
    throw new InvalidParameterError({
      parameter: 'credentialId',
      value: credentialId,
      message: 'The user has no passkey with this `credentialId`. Read the list again with `listPasskeys`.',
    })
  if (passkeys.length === 1) throw new LastPasskeyError({ credentialId })
  const authenticatorIds = [passkey.authenticatorId]
  await deleteAuthenticators(client, { organizationId, userId, authenticatorIds, stamper, signal })
  return discardPasskey({ rpId, credentialId, signalFn })
}

export declare namespace removePasskey {
  type Parameters = ActionParameters & {
    /** Id of the user. */
    userId: string
    /** Credential id of the passkey, base64url without padding, from {@link listPasskeys}. */
    credentialId: string
    /** RP ID with which the passkey was registered. */
    rpId: string
    /**
     * Tells the browser that the credential is gone.
     * @default PublicKeyCredential.signalUnknownCredential
     */
    signalFn?: SignalFn | undefined
  }
  type ReturnType = {
    /** Whether the browser was told. If not, it may still offer the passkey, which no longer works. */
    signalled: boolean
  }
  type ErrorType = LastPasskeyError | InvalidParameterError | listPasskeys.ErrorType | deleteAuthenticators.ErrorType
}
