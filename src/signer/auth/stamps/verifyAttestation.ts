import { types } from 'node:util'
import type { AuthenticatorParamsV2 } from '../../../wire/params.js'
import { badRequest, WireError } from '../../protocol/WireError.js'
import { decodeBase64Url } from './base64url.js'
import { canonicalCoseKey, readCoseKey, UnsafeKeyError } from './coseKey.js'
import { decodeWholeCbor } from './decodeCbor.js'
import { type OriginPolicy, originProblem } from './originPolicy.js'
import { readAuthenticatorData } from './readAuthenticatorData.js'
import { readClientData } from './readClientData.js'

export type RegisteredPasskey = {
  credentialId: string
  /**
   * COSE, base64url, in CTAP2's canonical form. Authenticators use it, and WebAuthn demands it: one key has one. Labels that
   * are not part of the key are dropped.
   */
  publicKey: string
  /** The same as it was registered. */
  givenPublicKey: string
  rpIdHash: Uint8Array
  aaguid: string
}

/** `ChallengeMismatch` is production's text. The others follow its form. */
const invalid = (reason: string): WireError => badRequest(`invalid authenticator attestation: ${reason}`)

/**
 * Verifies a new passkey: https://www.w3.org/TR/webauthn-3/#sctn-registering-a-new-credential. Attestation statements of any
 * format are accepted and not verified, as is usual for attestation "none".
 */
export function verifyAttestation(
  { challenge, attestation }: Pick<AuthenticatorParamsV2, 'challenge' | 'attestation'>,
  origins: OriginPolicy,
): RegisteredPasskey {
  const clientDataJson = decodeBase64Url(attestation.clientDataJson)
  const clientData = clientDataJson === undefined ? undefined : readClientData(clientDataJson)
  if (clientData === undefined) throw invalid('clientDataJson is malformed')
  if (clientData.type !== 'webauthn.create') throw invalid('clientDataJson.type must be webauthn.create')
  if (clientData.challenge !== challenge) throw invalid('ChallengeMismatch')
  const problem = originProblem(clientData, origins)
  if (problem !== undefined) throw invalid(problem)

  const attestationObject = decodeBase64Url(attestation.attestationObject)
  if (attestationObject === undefined) throw invalid('attestationObject is malformed')
  const passkey = readAttestationObject(attestationObject)
  if (passkey.credentialId !== attestation.credentialId)
    throw invalid('the credential id is not the one in attestationObject')
  return passkey
}

/** Parses the attestation object, its authenticator data, and the key in it. */
function readAttestationObject(bytes: Uint8Array): RegisteredPasskey {
  try {
    const value = decodeWholeCbor(bytes)
    if (!(value instanceof Map)) throw new TypeError('it is not a map')
    const authData: unknown = value.get('authData')
    if (typeof value.get('fmt') !== 'string' || !(value.get('attStmt') instanceof Map) || !types.isUint8Array(authData))
      throw new TypeError('it lacks a field')
    const data = readAuthenticatorData(authData)
    if (!data.userPresent || data.attested === undefined || (data.backedUp && !data.backupEligible))
      throw new TypeError('its flags are wrong')
    const algorithm: unknown = data.attested.cose instanceof Map ? data.attested.cose.get(3) : undefined
    if (typeof algorithm === 'number' && algorithm !== -7 && algorithm !== -257) throw unsupported(algorithm)
    // Throws for a key that could not verify a stamp, or that others could sign for.
    readCoseKey(data.attested.cose)
    return {
      credentialId: Buffer.from(data.attested.credentialId).toString('base64url'),
      publicKey: Buffer.from(canonicalCoseKey(data.attested.cose)).toString('base64url'),
      givenPublicKey: Buffer.from(data.attested.publicKey).toString('base64url'),
      rpIdHash: data.rpIdHash,
      aaguid: Buffer.from(data.attested.aaguid).toString('base64url'),
    }
  } catch (error) {
    if (error instanceof WireError) throw error
    if (error instanceof UnsafeKeyError) throw invalid(error.message)
    throw invalid('attestationObject is malformed')
  }
}

/** https://www.iana.org/assignments/cose/cose.xhtml#algorithms */
const algorithmNames: ReadonlyMap<number, string> = new Map([
  [-8, 'EdDSA'],
  [-19, 'Ed25519'],
  [-35, 'ES384'],
  [-36, 'ES512'],
  [-37, 'PS256'],
  [-38, 'PS384'],
  [-39, 'PS512'],
  [-47, 'ES256K'],
  [-258, 'RS384'],
  [-259, 'RS512'],
  [-65535, 'RS1'],
])

function unsupported(algorithm: number): WireError {
  const name = algorithmNames.get(algorithm) ?? 'unknown'
  return invalid(`the passkey's algorithm ${name} (${algorithm}) is not supported; ES256 (-7) and RS256 (-257) are`)
}
