import type { PublicKeyCredentialDescriptorJSON, PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/browser'
import { toBase64Url } from '../crypto/base64Url.js'
import { hashBody } from '../crypto/hashBody.js'
import type {
  InsecureContextError,
  InvalidRpIdError,
  PasskeyCancelledError,
  PasskeyCeremonyError,
  PasskeyUnsupportedError,
} from '../errors/passkey.js'
import { browserGet } from '../webauthn/browserGet.js'
import { browserCeremony, type GetFn } from '../webauthn/ceremonies.js'
import { checkRpId } from '../webauthn/checkRpId.js'
import { enqueueCeremony } from '../webauthn/enqueueCeremony.js'
import { toCeremonyError } from '../webauthn/toCeremonyError.js'
import type { Stamper } from '../wire/stamp.js'
import { toWebAuthnStamp } from './toWebAuthnStamp.js'

/**
 * Creates a stamper that stamps with a passkey: every stamp is one prompt.
 *
 * The challenge is the SHA-256 of the body, in lowercase hex, as UTF-8. The stamp is plain JSON in `X-Stamp-Webauthn`.
 * Prompts of one page wait for each other. If none is open, the prompt starts before `stamp` returns its promise.
 *
 * @throws InvalidRpIdError for a malformed RP ID. `stamp` throws {@link webAuthnStamper.StampErrorType}, or the reason
 * of its signal.
 *
 * @example
 * ```ts
 * import { createSignerClient, webAuthnStamper } from 'viem-passkey-account'
 *
 * const client = createSignerClient({ stamper: webAuthnStamper({ rpId: 'example.com' }) })
 * ```
 */
export function webAuthnStamper({
  rpId,
  allowCredentials,
  userVerification = 'preferred',
  timeout = 300_000,
  getFn,
}: webAuthnStamper.Parameters): webAuthnStamper.ReturnType {
  // An RP ID that is missing (in a build, for example) fails the first stamp.
  if (rpId) checkRpId(rpId)
  const get = getFn ?? browserGet

  const stamp: Stamper['stamp'] = async (payload, { signal } = {}) => {
    checkRpId(rpId)
    const options: PublicKeyCredentialRequestOptionsJSON = {
      challenge: toBase64Url(hashBody(payload)),
      rpId,
      timeout,
      userVerification,
      ...(allowCredentials && { allowCredentials }),
    }
    try {
      const start = (signal: AbortSignal) => get(options, { payload, signal })
      return toWebAuthnStamp(await enqueueCeremony(getFn ?? browserCeremony, start, timeout, signal))
    } catch (error) {
      throw toCeremonyError(error, rpId, signal)
    }
  }

  return { prompts: true, stamp }
}

export declare namespace webAuthnStamper {
  type Parameters = {
    /** RP ID with which the passkey was registered, such as `example.com` or `localhost`. */
    rpId: string
    /**
     * Passkeys to offer; `id` is base64url.
     * @default every discoverable passkey of the RP ID
     */
    allowCredentials?: PublicKeyCredentialDescriptorJSON[] | undefined
    /**
     * Whether the authenticator verifies the user, by fingerprint, face or PIN. `preferred`: if it can.
     * @default 'preferred'
     */
    userVerification?: 'required' | 'preferred' | 'discouraged' | undefined
    /**
     * How long the prompt may stay open, in milliseconds.
     * @default 300_000
     */
    timeout?: number | undefined
    /**
     * Runs the ceremony in place of the browser. Any function with WebAuthn's JSON in and out fits.
     * @default navigator.credentials.get
     */
    getFn?: GetFn | undefined
  }
  type ReturnType = Stamper
  type ErrorType = InvalidRpIdError
  /** What `stamp` throws. */
  type StampErrorType =
    | InvalidRpIdError
    | PasskeyCancelledError
    | PasskeyUnsupportedError
    | InsecureContextError
    | PasskeyCeremonyError
}
