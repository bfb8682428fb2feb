import {
  bufferToBase64URLString,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialDescriptorJSON,
  type RegistrationResponseJSON,
} from '@simplewebauthn/browser'
import {
  PasskeyAlreadyRegisteredError,
  PasskeyCeremonyError,
  PasskeyConstraintError,
  PasskeyUnsupportedError,
} from '../errors/passkey.js'
import { raceSignal } from '../errors/raceSignal.js'
import { toError } from '../errors/toError.js'
import type { Passkey } from '../records/passkey.js'
import type { AuthenticatorTransport } from '../wire/enums.js'
import { assertComplete } from './assertComplete.js'
import { browserCreate } from './browserCreate.js'
import { browserCeremony, type CreateFn } from './ceremonies.js'
import { checkPage } from './checkPage.js'
import { checkRpId } from './checkRpId.js'
import { enqueueCeremony } from './enqueueCeremony.js'
import { toCeremonyError } from './toCeremonyError.js'

/**
 * Registers a passkey: one prompt. The result is what {@link createSubOrganization} takes, plain JSON that may travel to a server.
 *
 * Follows https://www.w3.org/TR/webauthn-3/#sctn-createCredential. A discoverable credential is required, ES256 (-7) and RS256 (-257)
 * are offered, no attestation is asked for. The prompt starts before this returns its promise, so call it in the click.
 *
 * @param parameters.rp - `id`: the page's domain or a parent of it (`example.com`, `localhost`); `name`: shown by some platforms.
 * @param parameters.user - `name` and `displayName` are shown when the user chooses a passkey; `id`: base64url of 1 to 64 bytes, random unless
 * given.
 * @param parameters.excludeCredentials - Passkeys the user has; `id` is base64url. An authenticator that holds one makes no other.
 * @param parameters.userVerification - `preferred` unless given: by finger, face or PIN where the authenticator can.
 * @param parameters.hints - Where the passkey should be made, the best first. Browsers without hints ignore them.
 * @param parameters.timeout - How long the prompt may stay, in milliseconds; 300,000 unless given.
 * @param parameters.createFn - The ceremony; the browser's unless given. Only it knows its origin, so the RP ID is not compared with the page.
 *
 * @throws InvalidRpIdError (before any prompt where the page is of another domain), PasskeyCancelledError, PasskeyAlreadyRegisteredError,
 * PasskeyUnsupportedError, PasskeyConstraintError, InsecureContextError, PasskeyCeremonyError, or the reason of `signal`.
 *
 * @example
 * const passkey = await createPasskey({ rp: { id: 'localhost', name: 'My dapp' }, user: { name: 'anna@example.com' } })
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
}: createPasskey.Parameters): Promise<Passkey> {
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
  const start = createFn ?? browserCreate
  try {
    const response = await raceSignal(
      enqueueCeremony(createFn ?? browserCeremony, () => start(options, { signal }), signal),
      signal,
    )
    return toPasskey(response, options.challenge)
  } catch (error) {
    throw toRegistrationError(toCeremonyError(error, { rpId: rp.id, signal }))
  }
}

export declare namespace createPasskey {
  type Parameters = {
    rp: { id: string; name?: string | undefined }
    user: { name: string; displayName?: string | undefined; id?: string | undefined }
    excludeCredentials?: PublicKeyCredentialDescriptorJSON[] | undefined
    userVerification?: 'required' | 'preferred' | 'discouraged' | undefined
    hints?: ('client-device' | 'hybrid' | 'security-key')[] | undefined
    timeout?: number | undefined
    createFn?: CreateFn | undefined
    signal?: AbortSignal | undefined
  }
  type ReturnType = Passkey
  type ErrorType =
    | import('../errors/passkey.js').InvalidRpIdError
    | import('../errors/passkey.js').PasskeyCancelledError
    | import('../errors/passkey.js').InsecureContextError
    | PasskeyAlreadyRegisteredError
    | PasskeyUnsupportedError
    | PasskeyConstraintError
    | PasskeyCeremonyError
}

function random(bytes: number): string {
  return bufferToBase64URLString(globalThis.crypto.getRandomValues(new Uint8Array(bytes)).buffer)
}

/** What registration fails with and authentication does not: https://www.w3.org/TR/webauthn-3/#sctn-create-request-exceptions. */
function toRegistrationError(error: unknown): unknown {
  if (!(error instanceof PasskeyCeremonyError)) return error
  const cause = toError(error.cause)
  switch (cause.name) {
    case 'InvalidStateError':
      return new PasskeyAlreadyRegisteredError({ cause })
    case 'ConstraintError':
      return new PasskeyConstraintError({ cause })
    case 'NotSupportedError':
      return new PasskeyUnsupportedError({ reason: 'authenticator', cause })
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

function toPasskey({ id, response }: RegistrationResponseJSON, challenge: string): Passkey {
  const { attestationObject, clientDataJSON } = response
  assertComplete([id, attestationObject, clientDataJSON])
  return {
    credentialId: id,
    challenge,
    attestation: {
      credentialId: id,
      clientDataJson: clientDataJSON,
      attestationObject,
      // Transports the wire has no name for (`smart-card`) are hints only and left out.
      transports: [response.transports].flat().flatMap((name) => transports.get(name) ?? []),
    },
  }
}
