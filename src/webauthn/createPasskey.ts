import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialDescriptorJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/browser'
import { toBase64Url } from '../crypto/base64Url.js'
import {
  type InsecureContextError,
  InvalidRpIdError,
  PasskeyAlreadyRegisteredError,
  type PasskeyCancelledError,
  PasskeyCeremonyError,
  PasskeyConstraintError,
  PasskeyUnsupportedError,
} from '../errors/passkey.js'
import { toError } from '../errors/toError.js'
import type { Passkey } from '../records/passkey.js'
import type { AuthenticatorTransport } from '../wire/enums.js'
import { assertComplete } from './assertComplete.js'
import { assertSecureContext } from './assertSecureContext.js'
import { browserCreate } from './browserCreate.js'
import { browserCeremony, type CreateFn } from './ceremonies.js'
import { checkRpId } from './checkRpId.js'
import { enqueueCeremony } from './enqueueCeremony.js'
import { toCeremonyError } from './toCeremonyError.js'

/**
 * Registers a passkey, with one prompt. The result is what {@link createSubOrganization} takes: plain JSON that may
 * travel to a server.
 *
 * Follows https://www.w3.org/TR/webauthn-3/#sctn-createCredential: requires a discoverable credential, offers ES256 (-7)
 * and RS256 (-257), and requests no attestation. The prompt starts before the function returns its promise, so call it
 * in the click handler.
 *
 * @throws InvalidRpIdError (before the prompt if the page belongs to another domain), PasskeyCancelledError,
 * PasskeyAlreadyRegisteredError, PasskeyUnsupportedError, PasskeyConstraintError, InsecureContextError,
 * PasskeyCeremonyError, or the reason of `signal`.
 *
 * @example
 * ```ts
 * import { createPasskey } from 'viem-passkey-account'
 *
 * const passkey = await createPasskey({
 *   rp: { id: 'example.com', name: 'Example' },
 *   user: { name: 'anna@example.com' },
 * })
 * ```
 */
export async function createPasskey({
  rp,
  user,
  excludeCredentials = [],
  userVerification = 'preferred',
  hints = [],
  timeout = 300_000,
  createFn,
  signal,
}: createPasskey.Parameters): Promise<createPasskey.ReturnType> {
  if (!createFn) assertSecureContext()
  checkRpId(rp.id)
  if (!createFn) checkPage(rp.id)
  const options: PublicKeyCredentialCreationOptionsJSON = {
    rp: { id: rp.id, name: rp.name ?? rp.id },
    user: { id: user.id ?? random(32), name: user.name, displayName: user.displayName ?? user.name },
    challenge: random(32),
    pubKeyCredParams: [
      { type: 'public-key', alg: -7 },
      { type: 'public-key', alg: -257 },
    ],
    timeout,
    excludeCredentials,
    authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification },
    hints,
    attestation: 'none',
  }
  const create = createFn ?? browserCreate
  try {
    const start = (signal: AbortSignal) => create(options, { signal })
    const response = await enqueueCeremony(createFn ?? browserCeremony, start, timeout, signal)
    return toPasskey(response, options)
  } catch (error) {
    throw toRegistrationError(toCeremonyError(error, rp.id, signal))
  }
}

export declare namespace createPasskey {
  type Parameters = {
    /** The relying party: your site. */
    rp: {
      /** RP ID: the page's domain or a parent of it, such as `example.com` or `localhost`. */
      id: string
      /**
       * Name of the site, which some platforms show.
       * @default rp.id
       */
      name?: string | undefined
    }
    /** The user, as the platform shows them when they choose a passkey. */
    user: {
      /** Account name, such as an email address. */
      name: string
      /**
       * Name of the person.
       * @default user.name
       */
      displayName?: string | undefined
      /**
       * User handle: 1 to 64 bytes, base64url.
       * @default 32 random bytes
       */
      id?: string | undefined
    }
    /**
     * Passkeys the user already has; `id` is base64url. An authenticator that holds one of them does not make another.
     * @default []
     */
    excludeCredentials?: PublicKeyCredentialDescriptorJSON[] | undefined
    /**
     * Whether the authenticator verifies the user, by fingerprint, face or PIN. `preferred`: if it can.
     * @default 'preferred'
     */
    userVerification?: 'required' | 'preferred' | 'discouraged' | undefined
    /**
     * Where the passkey should be made, in order of preference. Browsers without hints ignore them.
     * @default []
     */
    hints?: ('client-device' | 'hybrid' | 'security-key')[] | undefined
    /**
     * How long the prompt may stay open, in milliseconds.
     * @default 300_000
     */
    timeout?: number | undefined
    /**
     * Runs the ceremony in place of the browser. The RP ID is then not compared with the page's domain.
     * @default navigator.credentials.create
     */
    createFn?: CreateFn | undefined
    /** Aborts the prompt. The call then rejects with the signal's reason. */
    signal?: AbortSignal | undefined
  }
  type ReturnType = Passkey
  type ErrorType =
    | InvalidRpIdError
    | PasskeyCancelledError
    | InsecureContextError
    | PasskeyAlreadyRegisteredError
    | PasskeyUnsupportedError
    | PasskeyConstraintError
    | PasskeyCeremonyError
}

/**
 * Throws if this page cannot use an RP ID, before any prompt: it must be the page's domain or a parent of it
 * (https://www.w3.org/TR/webauthn-3/#rp-id). Only the browser knows whether a parent is a public suffix, such as `com`.
 */
function checkPage(rpId: string): void {
  // Not `location.origin`, which a `srcdoc` frame lacks. There is no page in Node, and an extension may use the RP IDs of sites.
  const { origin } = globalThis
  if (!/^https?:/.test(origin)) return
  if (!`.${new URL(origin).hostname}`.endsWith(`.${rpId.toLowerCase()}`)) throw new InvalidRpIdError({ rpId, origin })
}

function random(bytes: number): string {
  return toBase64Url(globalThis.crypto.getRandomValues(new Uint8Array(bytes)))
}

/** Converts the failures that only registration has: https://www.w3.org/TR/webauthn-3/#sctn-create-request-exceptions. */
function toRegistrationError(error: unknown): unknown {
  if (!(error instanceof PasskeyCeremonyError)) return error
  const cause = toError(error.cause)
  switch (cause.name) {
    case 'InvalidStateError':
      return new PasskeyAlreadyRegisteredError({ cause })
    case 'ConstraintError':
      return new PasskeyConstraintError({ cause })
    case 'NotSupportedError':
      return new PasskeyUnsupportedError({
        reason: 'authenticator',
        message: 'No authenticator here can create such a passkey. Use another device or a security key.',
        cause,
      })
    default:
      return error
  }
}

const transports: ReadonlyMap<unknown, AuthenticatorTransport> = new Map([
  ['ble', 'AUTHENTICATOR_TRANSPORT_BLE'],
  ['hybrid', 'AUTHENTICATOR_TRANSPORT_HYBRID'],
  ['internal', 'AUTHENTICATOR_TRANSPORT_INTERNAL'],
  ['nfc', 'AUTHENTICATOR_TRANSPORT_NFC'],
  ['usb', 'AUTHENTICATOR_TRANSPORT_USB'],
])

function toPasskey(
  { id, response }: RegistrationResponseJSON,
  { challenge, user }: PublicKeyCredentialCreationOptionsJSON,
): Passkey {
  const { attestationObject, clientDataJSON } = response
  assertComplete([id, attestationObject, clientDataJSON])
  return {
    credentialId: id,
    challenge,
    userHandle: user.id,
    attestation: {
      credentialId: id,
      clientDataJson: clientDataJSON,
      attestationObject,
      // Transports are hints. Those that the wire cannot name, such as `smart-card`, are left out.
      transports: [response.transports].flat().flatMap((name) => transports.get(name) ?? []),
    },
  }
}
