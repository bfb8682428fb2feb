import {
  type AuthenticationResponseJSON,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialDescriptorJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
  WebAuthnAbortService,
} from '@simplewebauthn/browser'
import { toBytes } from '../crypto/base64Url.js'
import { PasskeyUnsupportedError } from '../errors/passkey.js'
import { assertSecureContext } from './assertSecureContext.js'

/**
 * Runs an authentication ceremony, with WebAuthn's JSON in and out.
 *
 * It must settle when the user answers, when the `timeout` of the options has passed, and when `signal` aborts: other
 * ceremonies wait until it does. A dismissed prompt is an error named `NotAllowedError`, as in browsers. Any other
 * error becomes the cause of a PasskeyCeremonyError.
 */
export type GetFn = (
  options: PublicKeyCredentialRequestOptionsJSON,
  context: {
    /** The body that is stamped. */
    payload: string
    /** Aborts the prompt. */
    signal?: AbortSignal | undefined
    /**
     * Set by {@link startAutofill}: the ceremony must then offer passkeys in the autofill of a text field, without a prompt,
     * and stay open until the user picks one or `signal` aborts. Pass it on to `navigator.credentials.get`.
     */
    mediation?: 'conditional' | undefined
  },
) => Promise<AuthenticationResponseJSON>

/** Runs a registration ceremony, with WebAuthn's JSON in and out. Must settle as a {@link GetFn} must. */
export type CreateFn = (
  options: PublicKeyCredentialCreationOptionsJSON,
  context: {
    /** Aborts the prompt. */
    signal?: AbortSignal | undefined
  },
) => Promise<RegistrationResponseJSON>

/** Key of the browser's queue. It shows one ceremony at a time, of either kind, so both kinds share a queue. */
export const browserCeremony: object = {}

/**
 * What `navigator.credentials` returns: the browser's object, or one made by a password manager. The latter may lack
 * methods, or have methods that throw, so every field is optional and only bytes are read.
 */
export type BrowserCredential = object & {
  rawId?: ArrayBuffer
  response?: {
    clientDataJSON?: ArrayBuffer
    attestationObject?: ArrayBuffer
    authenticatorData?: ArrayBuffer
    signature?: ArrayBuffer
    userHandle?: ArrayBuffer | null
    getTransports?(): RegistrationResponseJSON['response']['transports']
  }
}

/** The part of `navigator.credentials` that is used here. TypeScript's own type knows fewer options than browsers do. */
export type Credentials = Record<'create' | 'get', (options: object) => Promise<BrowserCredential | null>>

/**
 * Runs one of the browser's ceremonies. It has started when the function returns its promise.
 *
 * SimpleWebAuthn has one abort service a page: a new ceremony ends the one before. It is asked to cancel only while our
 * own ceremony runs, since it would otherwise cancel another library's.
 */
export async function runBrowserCeremony(
  ceremony: keyof Credentials,
  publicKey: object,
  signal?: AbortSignal | undefined,
): Promise<BrowserCredential> {
  assertSupported(ceremony)
  const credentials: Credentials = navigator.credentials
  const own = WebAuthnAbortService.createNewAbortSignal()
  // Once another library's ceremony has ended ours, the service would end that one.
  const cancel = () => own.aborted || WebAuthnAbortService.cancelCeremony()
  signal?.addEventListener('abort', cancel, { once: true })
  try {
    return (await credentials[ceremony]({ publicKey, signal: own })) ?? {}
  } finally {
    signal?.removeEventListener('abort', cancel)
  }
}

/** Throws unless the browser has WebAuthn and this frame may run the ceremony. */
export function assertSupported(ceremony: keyof Credentials): void {
  assertSecureContext()
  if (typeof globalThis.PublicKeyCredential !== 'function')
    throw new PasskeyUnsupportedError({
      reason: 'missing',
      message: 'WebAuthn is not available here. Use another browser, or pass `getFn` or `createFn`.',
    })
  if (isForbidden(`publickey-credentials-${ceremony}`))
    throw new PasskeyUnsupportedError({
      reason: 'frame',
      message:
        'This frame may not use passkeys. Set allow="publickey-credentials-get; publickey-credentials-create" on it.',
    })
}

/**
 * Whether the embedding page forbids this frame a feature. Only Chromium tells. In a frame of another browser the
 * ceremony ends as if its prompt had been dismissed.
 */
function isForbidden(feature: string): boolean {
  const page: (object & { featurePolicy?: Record<'features' | 'allowedFeatures', () => string[]> }) | undefined =
    globalThis.document
  // An older browser that does not know the feature does not forbid it either.
  return !!page?.featurePolicy?.features().includes(feature) && !page.featurePolicy.allowedFeatures().includes(feature)
}

/** Converts a descriptor from WebAuthn's JSON to what `navigator.credentials` takes. */
export function toDescriptor({ id, ...rest }: PublicKeyCredentialDescriptorJSON): object {
  return { ...rest, id: toBytes(id).buffer }
}
