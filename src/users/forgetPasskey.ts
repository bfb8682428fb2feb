import { discardPasskey, type SignalFn } from './discardPasskey.js'
import { dropUsedPasskey } from './usedPasskeys.js'

/**
 * Makes the browser stop offering a passkey, because the user asked for that: call it from a button that says so, and never by
 * itself after an {@link UnknownCredentialError}. That error is what somebody on the way says. A signer that was restarted, a
 * wrong `organizationId` or a lying proxy cause it as well, and the passkey that it names may be the user's only one. Password
 * managers may delete it for good.
 *
 * Does not remove the passkey from a user: {@link removePasskey} does. Sends nothing to the signer.
 *
 * @example
 * ```ts
 * import { forgetPasskey, type UnknownCredentialError } from 'viem-passkey-account'
 *
 * // The user has read: "If you have a wallet with this passkey, you lose it."
 * export async function onForget({ credentialId }: UnknownCredentialError) {
 *   if (!credentialId) return
 *   const { signalled } = await forgetPasskey({ rpId: 'example.com', credentialId })
 *   if (!signalled) console.log('Delete the passkey in your password manager.')
 * }
 * ```
 */
export async function forgetPasskey({
  rpId,
  credentialId,
  signalFn,
}: forgetPasskey.Parameters): Promise<forgetPasskey.ReturnType> {
  dropUsedPasskey(credentialId)
  return discardPasskey({ rpId, credentialId, signalFn })
}

export declare namespace forgetPasskey {
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
    /** Whether the browser was told. If not, it still offers the passkey: the user can delete it in their password manager. */
    signalled: boolean
  }
  type ErrorType = never
}
