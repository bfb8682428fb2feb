/** Tells the browser that the site no longer knows a credential. */
export type SignalFn = (options: {
  /** RP ID with which the credential was registered. */
  rpId: string
  /** Credential id, base64url without padding. */
  credentialId: string
}) => Promise<void>

/**
 * Tells the browser that the site does not know a passkey, so that it no longer offers it: a passkey that was registered
 * but never added to a user, for example. Does nothing in browsers without the WebAuthn Signal API
 * (https://www.w3.org/TR/webauthn-3/#sctn-signal-methods). Sends nothing to the signer. To remove a passkey of a user, call {@link removePasskey}.
 *
 * @example
 * ```ts
 * import { type AddPasskeyError, discardPasskey } from 'viem-passkey-account'
 *
 * export async function giveUp({ passkey: { credentialId } }: AddPasskeyError) {
 *   return discardPasskey({ rpId: 'example.com', credentialId })
 * }
 * ```
 */
export async function discardPasskey({
  rpId,
  credentialId,
  signalFn = browserSignal(),
}: discardPasskey.Parameters): Promise<discardPasskey.ReturnType> {
  if (!signalFn) return { signalled: false }
  // A browser that refuses the signal is reported and not thrown: the passkey opens nothing either way.
  const signalled = await signalFn({ rpId, credentialId }).then(
    () => true,
    () => false,
  )
  return { signalled }
}

export declare namespace discardPasskey {
  type Parameters = {
    /** RP ID with which the passkey was registered. */
    rpId: string
    /** Credential id of the passkey, base64url without padding. */
    credentialId: string
    /**
     * Tells the browser that the credential is not known.
     * @default PublicKeyCredential.signalUnknownCredential
     */
    signalFn?: SignalFn | undefined
  }
  type ReturnType = {
    /** Whether the browser was told. If not, it may still offer the passkey, which opens nothing. */
    signalled: boolean
  }
  type ErrorType = never
}

/** TypeScript's types of the DOM do not have it yet. */
function browserSignal(): SignalFn | undefined {
  const credential: (object & { signalUnknownCredential?: SignalFn }) | undefined = globalThis.PublicKeyCredential
  return credential?.signalUnknownCredential?.bind(credential)
}
