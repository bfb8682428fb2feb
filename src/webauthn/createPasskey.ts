import {
  bufferToBase64URLString,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialDescriptorJSON,
  type RegistrationResponseJSON,
} from '@simplewebauthn/browser'
import { orAborted } from '../errors/orAborted.js'
import { PasskeyAlreadyRegisteredError, PasskeyCeremonyError } from '../errors/passkey.js'
import type { AuthenticatorTransport, Passkey } from '../wire/passkey.js'
import { browserCeremony, browserCreate, type CreateFn } from './ceremonies.js'
import { checkRpId } from './checkRpId.js'
import { inTurn } from './inTurn.js'
import { platformError, toCeremonyError } from './toCeremonyError.js'

/**
 * Registers a passkey: one prompt. The result is what {@link createSubOrganization} takes, plain JSON that may travel to a server.
 *
 * Follows https://www.w3.org/TR/webauthn-3/#sctn-createCredential. A discoverable credential is required, ES256 (-7) and RS256 (-257)
 * are offered, no attestation is asked for. The prompt starts before this returns its promise, so call it in the click.
 *
 * @param parameters.rp - `id`: the page's domain or a parent of it (`example.com`, `localhost`); `name`: shown by some platforms.
 * @param parameters.user - `name` and `displayName` are shown when the user chooses a passkey; `id`: base64url, random unless given.
 * @param parameters.timeout - How long the prompt may stay, in milliseconds.
 * @param parameters.createFn - The ceremony; the browser's unless given.
 *
 * @throws InvalidRpIdError, PasskeyCancelledError, PasskeyAlreadyRegisteredError, PasskeyUnsupportedError, InsecureContextError,
 * PasskeyCeremonyError, or the reason of `signal`.
 *
 * @example
 * const passkey = await createPasskey({ rp: { id: 'localhost', name: 'My dapp' }, user: { name: 'anna@example.com' } })
 */
export async function createPasskey({
  rp,
  user,
  excludeCredentials = [],
  userVerification = 'preferred',
  timeout = 300_000,
  createFn,
  signal,
}: createPasskey.Parameters): Promise<Passkey> {
  checkRpId(rp.id)
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
    attestation: 'none',
  }
  const start = createFn ?? browserCreate
  try {
    const response = await orAborted(
      inTurn(createFn ?? browserCeremony, () => start(options, { signal }), signal),
      signal,
    )
    return toPasskey(response, options.challenge)
  } catch (error) {
    const cause = platformError(error)
    // Of the two ceremonies only registration has this one: a passkey in `excludeCredentials` is there already.
    if (cause.name === 'InvalidStateError') throw new PasskeyAlreadyRegisteredError({ cause })
    throw toCeremonyError(error, { rpId: rp.id, signal })
  }
}

export declare namespace createPasskey {
  type Parameters = {
    rp: { id: string; name?: string | undefined }
    user: { name: string; displayName?: string | undefined; id?: string | undefined }
    excludeCredentials?: PublicKeyCredentialDescriptorJSON[] | undefined
    userVerification?: 'required' | 'preferred' | 'discouraged' | undefined
    timeout?: number | undefined
    createFn?: CreateFn | undefined
    signal?: AbortSignal | undefined
  }
  type ReturnType = Passkey
  type ErrorType =
    | import('../errors/passkey.js').InvalidRpIdError
    | import('../errors/passkey.js').PasskeyCancelledError
    | import('../errors/passkey.js').PasskeyAlreadyRegisteredError
    | import('../errors/passkey.js').PasskeyUnsupportedError
    | import('../errors/passkey.js').InsecureContextError
    | PasskeyCeremonyError
}

function random(bytes: number): string {
  return bufferToBase64URLString(globalThis.crypto.getRandomValues(new Uint8Array(bytes)).buffer)
}

const transports: Record<string, AuthenticatorTransport> = {
  ble: 'AUTHENTICATOR_TRANSPORT_BLE',
  hybrid: 'AUTHENTICATOR_TRANSPORT_HYBRID',
  internal: 'AUTHENTICATOR_TRANSPORT_INTERNAL',
  nfc: 'AUTHENTICATOR_TRANSPORT_NFC',
  usb: 'AUTHENTICATOR_TRANSPORT_USB',
}

function toPasskey({ id, response }: RegistrationResponseJSON, challenge: string): Passkey {
  const { attestationObject, clientDataJSON } = response
  // Password managers and native modules make these objects too: take nothing for granted that goes to the signer.
  for (const part of [id, attestationObject, clientDataJSON])
    if (typeof part !== 'string' || part === '')
      throw new PasskeyCeremonyError({ cause: new Error('The authenticator returned an incomplete credential.') })
  return {
    credentialId: id,
    challenge,
    attestation: {
      credentialId: id,
      clientDataJson: clientDataJSON,
      attestationObject,
      // Transports the wire has no name for (`smart-card`) are hints only and left out.
      transports: (response.transports ?? []).flatMap((name) => transports[name] ?? []),
    },
  }
}
