import { findSignals, sendSignal } from './sendSignal.js'

/** Tells the browser that the site no longer knows a credential. */
export type SignalFn = (options: {
  /** RP ID with which the credential was registered. */
  rpId: string
  /** Credential id, base64url without padding. */
  credentialId: string
}) => Promise<void>

/**
 * Tells the browser that the site does not know a passkey, so that it no longer offers it. For a registration that this page
 * gave up: a passkey that was never added to a user. Does nothing in browsers without the WebAuthn Signal API
 * (https://www.w3.org/TR/webauthn-3/#sctn-signal-methods). Sends nothing to the signer. To remove a passkey of a user, call
 * {@link removePasskey}; for one that the signer does not know, {@link forgetPasskey}.
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
  signalFn = findSignals().signalUnknownCredential,
}: discardPasskey.Parameters): Promise<discardPasskey.ReturnType> {
  return { signalled: await sendSignal(signalFn && (() => signalFn({ rpId, credentialId }))) }
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
