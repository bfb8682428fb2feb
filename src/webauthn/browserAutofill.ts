import { WebAuthnAbortService } from '@simplewebauthn/browser'
import { toBytes } from '../crypto/base64Url.js'
import { toAssertion } from './browserGet.js'
import { assertSupported, type Credentials, type GetFn } from './ceremonies.js'

/**
 * How long a request must have been open before it counts as accepted, in milliseconds. Chromium refuses a second request
 * within a few.
 */
const accepted = 100

/**
 * Offers passkeys in the autofill of a text field, until the user picks one or the signal aborts.
 *
 * Once the browser has accepted the request, SimpleWebAuthn's abort service knows it, so that a ceremony of a library that
 * uses the service ends it. Not before: the service would end a ceremony of that library that is open already.
 */
export const browserAutofill: GetFn = async ({ challenge, rpId, userVerification }, { signal }) => {
  assertSupported('get')
  const credentials: Credentials = navigator.credentials
  const request = new AbortController()
  // The timer ends with the request, and not when the browser tells of it: the service could end the ceremony that follows.
  const abort = () => {
    clearTimeout(timer)
    request.abort(signal?.reason)
  }
  signal?.addEventListener('abort', abort, { once: true })
  const timer = setTimeout(() => {
    WebAuthnAbortService.createNewAbortSignal().addEventListener('abort', () => request.abort(), { once: true })
  }, accepted)
  try {
    const publicKey = { challenge: toBytes(challenge).buffer, rpId, userVerification }
    const given = await credentials.get({ mediation: 'conditional', publicKey, signal: request.signal })
    return toAssertion(given ?? {})
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', abort)
  }
}
