import { deleteAuthenticators } from '../actions/deleteAuthenticators.js'
import type { ActionParameters } from '../actions/types.js'
import type { SignerClient } from '../client/createSignerClient.js'
import { InvalidParameterError } from '../errors/config.js'
import { LastPasskeyError } from '../errors/users.js'
import { listPasskeys } from './listPasskeys.js'

/** Tells the browser that a credential is unknown to the site. */
export type SignalFn = (options: { rpId: string; credentialId: string }) => Promise<void>

/**
 * Takes a passkey from the user, at the signer; then tells the browser, where it has the WebAuthn Signal API
 * (https://www.w3.org/TR/webauthn-3/#sctn-signal-methods), so that it is not offered again. Never the last one.
 *
 * A query and an activity: two prompts with a passkey, none with a session.
 *
 * @param parameters.credentialId - Base64url, from {@link listPasskeys}.
 * @param parameters.rpId - The RP ID it was registered with.
 * @param parameters.signalFn - The browser's `PublicKeyCredential.signalUnknownCredential` unless given.
 * @returns `signalled`: whether the browser took the hint. If not, it may still offer the passkey, which then opens nothing.
 *
 * @throws LastPasskeyError, InvalidParameterError (the user has no such passkey), what {@link listPasskeys} and {@link deleteAuthenticators} throw.
 *
 * @example
 * await removePasskey(client, { ...wallet, stamper: session, credentialId: lost.credentialId, rpId: 'localhost' })
 */
export async function removePasskey(
  client: SignerClient,
  { organizationId, userId, credentialId, rpId, signalFn = browserSignal(), stamper, signal }: removePasskey.Parameters,
): Promise<removePasskey.ReturnType> {
  const passkeys = await listPasskeys(client, { organizationId, userId, stamper, signal })
  const passkey = passkeys.find((known) => known.credentialId === credentialId)
  if (!passkey)
    throw new InvalidParameterError({
      parameter: 'credentialId',
      value: credentialId,
      message: 'The user has no passkey with this `credentialId`. Read the list again with `listPasskeys`.',
    })
  if (passkeys.length === 1) throw new LastPasskeyError({ credentialId })
  const authenticatorIds = [passkey.authenticatorId]
  await deleteAuthenticators(client, { organizationId, userId, authenticatorIds, stamper, signal })
  if (!signalFn) return { signalled: false }
  // The passkey is gone in any case; what the browser makes of it is told, not thrown.
  const signalled = await signalFn({ rpId, credentialId }).then(
    () => true,
    () => false,
  )
  return { signalled }
}

export declare namespace removePasskey {
  type Parameters = ActionParameters & {
    userId: string
    credentialId: string
    rpId: string
    signalFn?: SignalFn | undefined
  }
  type ReturnType = { signalled: boolean }
  type ErrorType = LastPasskeyError | InvalidParameterError | listPasskeys.ErrorType | deleteAuthenticators.ErrorType
}

/** Newer than TypeScript's idea of browsers. */
function browserSignal(): SignalFn | undefined {
  const credential: (object & { signalUnknownCredential?: SignalFn }) | undefined = globalThis.PublicKeyCredential
  return credential?.signalUnknownCredential?.bind(credential)
}
