import { createHash, timingSafeEqual, verify } from 'node:crypto'
import type { AuthenticatorRow } from '../../store/authenticators.js'
import { storedCoseKey } from './coseKey.js'
import { type OriginPolicy, originProblem } from './originPolicy.js'
import { type AuthenticatorData, readAuthenticatorData } from './readAuthenticatorData.js'
import { readClientData } from './readClientData.js'
import type { UnverifiedStamp } from './readStamp.js'

/** The challenge that a stamp of this body must have: base64url of the body's SHA-256 as lowercase hex. */
function challengeOf(body: Uint8Array): string {
  return Buffer.from(createHash('sha256').update(body).digest('hex'), 'ascii').toString('base64url')
}

function verifies(publicKey: string, data: Uint8Array, signature: Uint8Array): boolean {
  try {
    // ES256 is DER, RS256 is raw: OpenSSL goes by the key. High-s is fine.
    return verify('sha256', data, storedCoseKey(publicKey), signature)
  } catch {
    // A signature that is not DER, or a key that an older version of the signer accepted.
    return false
  }
}

/**
 * Verifies a passkey's stamp: https://www.w3.org/TR/webauthn-3/#sctn-verifying-assertion, with the body's hash as challenge.
 *
 * @returns a function that tells what is wrong with the stamp if it is this authenticator's, or undefined if it is valid.
 *   Where several passkeys have the same credential id, only the last steps are repeated.
 */
export function createWebAuthnVerifier(
  stamp: Extract<UnverifiedStamp, { type: 'webAuthn' }>,
  body: Uint8Array,
  origins: OriginPolicy,
): (authenticator: Pick<AuthenticatorRow, 'publicKey' | 'rpIdHash'>) => string | undefined {
  let assertion: Assertion | undefined
  return (authenticator) => {
    assertion ??= readAssertion(stamp, body, origins)
    if ('problem' in assertion) return assertion.problem
    const { data, signed } = assertion
    // "… the rpIdHash in authData is the SHA-256 hash of the RP ID expected": the one the passkey was made for.
    if (!timingSafeEqual(data.rpIdHash, authenticator.rpIdHash)) return 'the RP ID is not the one of the registration'
    // "… the UP bit is set." The UV bit is not required: production asks for user verification as "preferred".
    if (!data.userPresent) return 'the user was not present'
    // "If the BE bit is not set, verify that the BS bit is not set."
    if (data.backedUp && !data.backupEligible) return 'the backup flags contradict each other'
    // "… sig is a valid signature over the binary concatenation of authData and hash."
    if (!verifies(authenticator.publicKey, signed, stamp.signature)) return 'the signature does not match'
    // The signature counter is not compared: a stamped request may be posted again, so counters repeat.
    return undefined
  }
}

type Assertion = { problem: string } | { data: AuthenticatorData; signed: Uint8Array }

/** Takes the steps that are the same for all passkeys. */
function readAssertion(
  stamp: Extract<UnverifiedStamp, { type: 'webAuthn' }>,
  body: Uint8Array,
  origins: OriginPolicy,
): Assertion {
  // C, the client data: UTF-8, JSON.
  const clientData = readClientData(stamp.clientDataJson)
  if (clientData === undefined) return { problem: 'clientDataJson is malformed' }
  // "Verify that the value of C.type is the string webauthn.get."
  if (clientData.type !== 'webauthn.get') return { problem: 'clientDataJson.type must be webauthn.get' }
  // "… C.challenge equals the base64url encoding of options.challenge."
  if (clientData.challenge !== challengeOf(body))
    return { problem: 'the challenge is not the hash of the request body' }
  const problem = originProblem(clientData, origins)
  if (problem !== undefined) return { problem }
  let data: AuthenticatorData
  try {
    data = readAuthenticatorData(stamp.authenticatorData)
  } catch {
    return { problem: 'authenticatorData is malformed' }
  }
  const clientDataHash = createHash('sha256').update(stamp.clientDataJson).digest()
  return { data, signed: Buffer.concat([stamp.authenticatorData, clientDataHash]) }
}
