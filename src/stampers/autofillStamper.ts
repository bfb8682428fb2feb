import type { AuthenticationResponseJSON } from '@simplewebauthn/browser'
import { toBase64Url } from '../crypto/base64Url.js'
import { hashBody } from '../crypto/hashBody.js'
import { toError } from '../errors/toError.js'
import { browserAutofill } from '../webauthn/browserAutofill.js'
import type { GetFn } from '../webauthn/ceremonies.js'
import { toCeremonyError } from '../webauthn/toCeremonyError.js'
import type { Stamper } from '../wire/stamp.js'
import { toWebAuthnStamp } from './toWebAuthnStamp.js'

/** What `stamp` throws if autofill ended without the user: it was disarmed, or the browser or another library ended it. */
export const autofillEnded: symbol = Symbol('autofill ended')

/**
 * Creates a stamper that stamps when the user picks a passkey in autofill. It stands outside the queue of the ceremonies and has
 * no time limit: nothing is open on the screen.
 */
export function autofillStamper({
  rpId,
  userVerification,
  getFn = browserAutofill,
  signal,
  accept,
}: autofillStamper.Parameters): Stamper {
  return {
    async stamp(payload) {
      const request = { challenge: toBase64Url(hashBody(payload)), rpId, userVerification }
      let answer: AuthenticationResponseJSON
      try {
        answer = await getFn(request, { payload, signal, mediation: 'conditional' })
      } catch (error) {
        // The user cannot say no to autofill.
        if (signal.aborted || /^(NotAllowed|Abort|Operation)Error$/.test(toError(error).name)) throw autofillEnded
        throw toCeremonyError(error, rpId, undefined)
      }
      if (signal.aborted || !accept()) throw autofillEnded
      return toWebAuthnStamp(answer)
    },
  }
}

export declare namespace autofillStamper {
  type Parameters = {
    rpId: string
    userVerification: 'required' | 'preferred' | 'discouraged'
    getFn?: GetFn | undefined
    /** Disarms it. */
    signal: AbortSignal
    /** Called when the user has picked a passkey, before anything is sent. Returns `false` if the request is too old for that. */
    accept: () => boolean
  }
}
