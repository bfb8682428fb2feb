import {
  type AuthenticationResponseJSON,
  base64URLStringToBuffer,
  browserSupportsWebAuthn,
  bufferToBase64URLString,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialDescriptorJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
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

/**
 * What `navigator.credentials` gives: the browser's own object, or what a password manager made in its place. Those lack methods, or have
 * ones that throw, so nothing is taken for granted and only bytes are read.
 */
export type BrowserCredential = object & {
  rawId?: ArrayBuffer
  response?: {
    clientDataJSON?: ArrayBuffer
    attestationObject?: ArrayBuffer
    authenticatorData?: ArrayBuffer
    signature?: ArrayBuffer
    getTransports?(): RegistrationResponseJSON['response']['transports']
  }
}

/** `navigator.credentials`, as far as it is used here. TypeScript's own idea of it knows fewer options than browsers do. */
type Credentials = Record<'create' | 'get', (options: object) => Promise<BrowserCredential | null>>

/**
 * Runs one of the browser's ceremonies; it has started when this returns its promise.
 *
 * A page has one abort service, SimpleWebAuthn's, for whoever starts a ceremony through it: that ends the one before. It is asked to cancel
 * only while the ceremony that runs is ours, or it would kill somebody else's.
 */
export async function askBrowser(
  ceremony: keyof Credentials,
  publicKey: object,
  signal: AbortSignal | undefined,
): Promise<BrowserCredential> {
  if (globalThis.isSecureContext === false) throw new InsecureContextError({ origin: globalThis.origin })
  if (!browserSupportsWebAuthn()) throw new PasskeyUnsupportedError({ reason: 'missing' })
  if (isForbidden(`publickey-credentials-${ceremony}`)) throw new PasskeyUnsupportedError({ reason: 'frame' })
  const credentials: Credentials = navigator.credentials
  const cancel = () => WebAuthnAbortService.cancelCeremony()
  signal?.addEventListener('abort', cancel, { once: true })
  try {
    return (await credentials[ceremony]({ publicKey, signal: WebAuthnAbortService.createNewAbortSignal() })) ?? {}
  } finally {
    signal?.removeEventListener('abort', cancel)
  }
}

/**
 * Whether the page that embeds this one keeps a feature from it. Only Chromium tells; in a frame of another browser the ceremony ends as if
 * its prompt had been dismissed.
 */
function isForbidden(feature: string): boolean {
  const page: (object & { featurePolicy?: Record<'features' | 'allowedFeatures', () => string[]> }) | undefined =
    globalThis.document
  // An older browser that does not know the feature does not keep it from anybody either.
  return !!page?.featurePolicy?.features().includes(feature) && !page.featurePolicy.allowedFeatures().includes(feature)
}

/** As WebAuthn's JSON has bytes. None are the empty text. */
export function toText(bytes: ArrayBuffer | undefined): string {
  return bufferToBase64URLString(bytes ?? new ArrayBuffer())
}

/** As `navigator.credentials` takes it. */
export function toDescriptor({ id, ...rest }: PublicKeyCredentialDescriptorJSON): object {
  return { ...rest, id: base64URLStringToBuffer(id) }
}
