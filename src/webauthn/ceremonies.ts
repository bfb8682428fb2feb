import {
  type AuthenticationResponseJSON,
  browserSupportsWebAuthn,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
  startAuthentication,
  startRegistration,
  WebAuthnAbortService,
} from '@simplewebauthn/browser'
import { InsecureContextError, PasskeyUnsupportedError } from '../errors/passkey.js'

/**
 * An authentication ceremony: WebAuthn's JSON in, WebAuthn's JSON out. `payload` is the body that is being stamped.
 *
 * It has to settle: on the user's answer, on the `timeout` of the options and on `signal`. Others wait until it does. A dismissed prompt is
 * an Error named `NotAllowedError`, as in browsers; what else it throws is kept as the cause of a PasskeyCeremonyError.
 */
export type GetFn = (
  options: PublicKeyCredentialRequestOptionsJSON,
  context: { payload: string; signal?: AbortSignal | undefined },
) => Promise<AuthenticationResponseJSON>

/** A registration ceremony: WebAuthn's JSON in, WebAuthn's JSON out. */
export type CreateFn = (
  options: PublicKeyCredentialCreationOptionsJSON,
  context: { signal?: AbortSignal | undefined },
) => Promise<RegistrationResponseJSON>

/** The browser shows one ceremony at a time, of either kind, so both wait in one queue. */
export const browserCeremony: object = {}

export const browserGet: GetFn = (optionsJSON, { signal }) =>
  abortable(() => startAuthentication({ optionsJSON }), signal)

export const browserCreate: CreateFn = (optionsJSON, { signal }) =>
  abortable(() => startRegistration({ optionsJSON }), signal)

/**
 * SimpleWebAuthn takes no signal and has one abort service for the whole page: it is asked to cancel only while the ceremony
 * that runs is ours, or it would kill somebody else's.
 */
async function abortable<result>(start: () => Promise<result>, signal: AbortSignal | undefined): Promise<result> {
  if (globalThis.isSecureContext === false) throw new InsecureContextError({ origin: globalThis.location.origin })
  if (!browserSupportsWebAuthn()) throw new PasskeyUnsupportedError()
  const cancel = () => WebAuthnAbortService.cancelCeremony()
  signal?.addEventListener('abort', cancel, { once: true })
  try {
    return await start()
  } finally {
    signal?.removeEventListener('abort', cancel)
  }
}
