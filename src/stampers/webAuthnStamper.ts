import {
  bufferToBase64URLString,
  type PublicKeyCredentialDescriptorJSON,
  type PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/browser'
import { stringToBytes } from 'viem'
import { hashBody } from '../crypto/hashBody.js'
import { assertComplete } from '../webauthn/assertComplete.js'
import { browserGet } from '../webauthn/browserGet.js'
import { browserCeremony, type GetFn } from '../webauthn/ceremonies.js'
import { checkRpId } from '../webauthn/checkRpId.js'
import { enqueueCeremony } from '../webauthn/enqueueCeremony.js'
import { toCeremonyError } from '../webauthn/toCeremonyError.js'
import { type Stamp, type Stamper, type WebAuthnStamp, webAuthnStampHeader } from '../wire/stamp.js'

/**
 * Stamps with a passkey: one prompt a stamp.
 *
 * The challenge is the UTF-8 of the lowercase hex SHA-256 of the body, the stamp is plain JSON in `X-Stamp-Webauthn`. Prompts of one
 * page wait for each other; with none open, the ceremony starts before `stamp` returns its promise.
 *
 * @param parameters.rpId - The RP ID the passkey was registered with: `example.com`, `localhost`.
 * @param parameters.allowCredentials - Passkeys to offer; `id` is base64url. All discoverable ones unless given.
 * @param parameters.timeout - How long the prompt may stay, in milliseconds; 300,000 unless given.
 * @param parameters.getFn - The ceremony; the browser's unless given. Anything that speaks WebAuthn JSON fits.
 *
 * @throws InvalidRpIdError at once. `stamp` throws InvalidRpIdError, PasskeyCancelledError, PasskeyUnsupportedError, InsecureContextError
 * or PasskeyCeremonyError, or the reason of `signal`.
 *
 * @example
 * const stamper = webAuthnStamper({ rpId: 'localhost' })
 */
export function webAuthnStamper({
  rpId,
  allowCredentials,
  userVerification = 'preferred',
  timeout = 300_000,
  getFn,
}: webAuthnStamper.Parameters): webAuthnStamper.ReturnType {
  checkRpId(rpId)
  const start = getFn ?? browserGet

  const stamp = async (payload: string, { signal }: { signal?: AbortSignal | undefined } = {}): Promise<Stamp> => {
    const options: PublicKeyCredentialRequestOptionsJSON = {
      challenge: toChallenge(payload),
      rpId,
      timeout,
      userVerification,
      ...(allowCredentials && { allowCredentials }),
    }
    try {
      const { id, response } = await enqueueCeremony(
        getFn ?? browserCeremony,
        () => start(options, { payload, signal }),
        signal,
      )
      const value: WebAuthnStamp = {
        authenticatorData: response.authenticatorData,
        clientDataJson: response.clientDataJSON,
        credentialId: id,
        signature: response.signature,
      }
      assertComplete(Object.values(value))
      return { stampHeaderName: webAuthnStampHeader, stampHeaderValue: JSON.stringify(value) }
    } catch (error) {
      throw toCeremonyError(error, { rpId, signal })
    }
  }

  return { stamp }
}

export declare namespace webAuthnStamper {
  type Parameters = {
    rpId: string
    allowCredentials?: PublicKeyCredentialDescriptorJSON[] | undefined
    userVerification?: 'required' | 'preferred' | 'discouraged' | undefined
    timeout?: number | undefined
    getFn?: GetFn | undefined
  }
  type ReturnType = Stamper
  type ErrorType = import('../errors/passkey.js').InvalidRpIdError
}

function toChallenge(payload: string): string {
  return bufferToBase64URLString(Uint8Array.from(stringToBytes(hashBody(payload))).buffer)
}
