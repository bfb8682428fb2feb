import { createHash, type KeyObject, timingSafeEqual, verify } from 'node:crypto'
import type { AuthenticatorRow } from '../../store/authenticators.js'
import { storedCoseKey } from './coseKey.js'
import type { OriginPolicy } from './originPolicy.js'
import { readAuthenticatorData } from './readAuthenticatorData.js'
import { readClientData } from './readClientData.js'
import type { UnverifiedStamp } from './readStamp.js'

/** The challenge that a stamp of this body must have: base64url of the body's SHA-256 as lowercase hex. */
function challengeOf(body: Uint8Array): string {
  return Buffer.from(createHash('sha256').update(body).digest('hex'), 'ascii').toString('base64url')
}

function verifies(key: KeyObject | string, data: Uint8Array, signature: Uint8Array): boolean {
  try {
    // ES256 is DER, RS256 is raw: OpenSSL goes by the key. High-s is fine.
    return verify('sha256', data, key, signature)
  } catch {
    return false
  }
}

/**
 * Verifies a passkey's stamp: https://www.w3.org/TR/webauthn-3/#sctn-verifying-assertion, with the body's hash as challenge.
 *
 * @returns what is wrong with the stamp, or undefined if it is valid.
 */
export function verifyWebAuthnStamp(
  stamp: Extract<UnverifiedStamp, { type: 'webAuthn' }>,
  authenticator: AuthenticatorRow,
  body: Uint8Array,
  origins: OriginPolicy,
): string | undefined {
  // C, the client data: UTF-8, JSON.
  const clientData = readClientData(stamp.clientDataJson)
  if (clientData === undefined) return 'clientDataJson is malformed'
  // "Verify that the value of C.type is the string webauthn.get."
  if (clientData.type !== 'webauthn.get') return 'clientDataJson.type must be webauthn.get'
  // "… C.challenge equals the base64url encoding of options.challenge."
  if (clientData.challenge !== challengeOf(body)) return 'the challenge is not the hash of the request body'
  // "… C.origin is an origin expected by the Relying Party."
  if (!origins.allows(clientData.origin))
    return `origin ${JSON.stringify(clientData.origin)} is not allowed (allowed: ${origins.describe})`

  let data: ReturnType<typeof readAuthenticatorData>
  try {
    data = readAuthenticatorData(stamp.authenticatorData)
  } catch {
    return 'authenticatorData is malformed'
  }
  // "… the rpIdHash in authData is the SHA-256 hash of the RP ID expected": the one the passkey was made for.
  if (!timingSafeEqual(data.rpIdHash, authenticator.rpIdHash)) return 'the RP ID is not the one of the registration'
  // "… the UP bit is set." The UV bit is not required: production asks for user verification as "preferred".
  if (!data.userPresent) return 'the user was not present'
  // "If the BE bit is not set, verify that the BS bit is not set."
  if (data.backedUp && !data.backupEligible) return 'the backup flags contradict each other'
  // "… sig is a valid signature over the binary concatenation of authData and hash."
  const clientDataHash = createHash('sha256').update(stamp.clientDataJson).digest()
  if (
    !verifies(
      storedCoseKey(authenticator.publicKey),
      Buffer.concat([stamp.authenticatorData, clientDataHash]),
      stamp.signature,
    )
  )
    return 'the signature does not match'
  // The signature counter is not compared: a stamped request may be posted again, so counters repeat.
  return undefined
}
