import { isObject } from '../../client/guards.js'
import { toBase64Url, toBinary } from '../../crypto/base64Url.js'
import { readPasskeyPublicKey } from '../../crypto/readPasskeyPublicKey.js'
import { isName } from '../../records/isName.js'
import type { Passkey } from '../../records/passkey.js'
import type { SignUpRequest } from '../../records/signUp.js'
import type { AuthenticatorTransport } from '../../wire/enums.js'
import { HandlerError } from '../http/HandlerError.js'

/**
 * Parses what a page posted to sign up. The signer verifies the attestation.
 *
 * @throws HandlerError
 */
export function parseSignUp(value: unknown): SignUpRequest {
  const { passkey, userName, authenticatorName } = isObject(value) ? value : {}
  if (!isName(userName)) throw malformed('userName')
  if (authenticatorName !== undefined && !isName(authenticatorName)) throw malformed('authenticatorName')
  return { passkey: parsePasskey(passkey), userName, authenticatorName }
}

function parsePasskey(value: unknown): Passkey {
  if (!isObject(value) || !isObject(value.attestation)) throw malformed('passkey')
  const { credentialId, challenge, userHandle, attestation } = value
  const { clientDataJson, attestationObject, transports } = attestation
  // 256 characters are the signer's limit: https://docs.turnkey.com/api-reference/activities/create-sub-organization
  if (!isBase64Url(credentialId, 256)) throw malformed('passkey.credentialId')
  if (!isBase64Url(challenge, 256)) throw malformed('passkey.challenge')
  // 86 characters have 64 bytes.
  if (userHandle !== undefined && !isBase64Url(userHandle, 86)) throw malformed('passkey.userHandle')
  if (attestation.credentialId !== credentialId) throw malformed('passkey.attestation.credentialId')
  if (!isBase64Url(clientDataJson)) throw malformed('passkey.attestation.clientDataJson')
  if (!isBase64Url(attestationObject)) throw malformed('passkey.attestation.attestationObject')
  if (!isTransports(transports)) throw malformed('passkey.attestation.transports')
  if (readPasskeyPublicKey({ credentialId, attestationObject }) === undefined)
    throw malformed('passkey.attestation.attestationObject')
  return {
    credentialId,
    challenge,
    ...(userHandle !== undefined && { userHandle }),
    attestation: { credentialId, clientDataJson, attestationObject, transports },
  }
}

const transportNames: Record<AuthenticatorTransport, true> = {
  AUTHENTICATOR_TRANSPORT_BLE: true,
  AUTHENTICATOR_TRANSPORT_INTERNAL: true,
  AUTHENTICATOR_TRANSPORT_NFC: true,
  AUTHENTICATOR_TRANSPORT_USB: true,
  AUTHENTICATOR_TRANSPORT_HYBRID: true,
}

function isTransports(value: unknown): value is AuthenticatorTransport[] {
  return Array.isArray(value) && value.length <= 5 && value.every((name) => Object.hasOwn(transportNames, name))
}

/** Whether it is base64url in its one form: a second one of the same bytes could get a second wallet for one passkey. */
function isBase64Url(value: unknown, maxLength = Number.POSITIVE_INFINITY): value is string {
  return (
    typeof value === 'string' &&
    value.length <= maxLength &&
    value.length % 4 !== 1 &&
    /^[\w-]+$/.test(value) &&
    toBase64Url(toBinary(value)) === value
  )
}

function malformed(field: string): HandlerError {
  return new HandlerError('malformed_body', `Post a passkey and a user name as JSON: ${field} is missing or malformed.`)
}
