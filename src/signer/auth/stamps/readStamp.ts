import { type ApiKeySignatureScheme, apiKeyStampHeader, webAuthnStampHeader } from '../../../wire/stamp.js'
import type { Route } from '../../http/findRoute.js'
import { readJsonObject, readStrings, readUtf8 } from '../../protocol/readJson.js'
import { unauthenticated, type WireError } from '../../protocol/WireError.js'
import { decodeBase64Url } from './base64url.js'

/** Well formed, and nothing more: nobody has looked yet whether it is true. */
export type UnverifiedStamp =
  | { type: 'apiKey'; scheme: ApiKeySignatureScheme; publicKey: string; signature: Uint8Array; signatureText: string }
  | {
      type: 'webAuthn'
      credentialId: string
      authenticatorData: Uint8Array
      clientDataJson: Uint8Array
      signature: Uint8Array
      signatureText: string
    }

const schemes: readonly ApiKeySignatureScheme[] = [
  'SIGNATURE_SCHEME_TK_API_P256',
  'SIGNATURE_SCHEME_TK_API_SECP256K1',
  'SIGNATURE_SCHEME_TK_API_SECP256K1_EIP191',
  'SIGNATURE_SCHEME_TK_API_ED25519',
]

const malformedApiKeyStamp = (): WireError => unauthenticated('could not extract api key stamp', 'SIGNATURE_INVALID')
const malformedWebAuthnStamp = (): WireError => unauthenticated('could not extract webauthn stamp', 'SIGNATURE_INVALID')

/**
 * The stamp of a request. One of each kind at once is refused: it would be anyone's guess who vouches.
 *
 * @throws 401 when there is none, or none that can be read.
 */
export function readStamp(headers: Headers, kind: Route['kind']): UnverifiedStamp {
  const apiKeyStamp = headers.get(apiKeyStampHeader)
  const webAuthnStamp = headers.get(webAuthnStampHeader)
  if (apiKeyStamp !== null && webAuthnStamp !== null)
    throw unauthenticated('malformed activity stamp', 'SIGNATURE_INVALID')
  if (apiKeyStamp !== null) return readApiKeyStamp(apiKeyStamp)
  if (webAuthnStamp !== null) return readWebAuthnStamp(webAuthnStamp)
  throw unauthenticated(
    kind !== 'query'
      ? 'cannot authenticate public API activity request without a stamp (X-Stamp/X-Stamp-Webauthn header)'
      : 'no valid authentication signature found for request',
    'SIGNATURE_MISSING',
  )
}

/** Base64url of JSON. */
function readApiKeyStamp(header: string): UnverifiedStamp {
  const json = readUtf8(decodeBase64Url(header) ?? new Uint8Array())
  const value = json === undefined ? undefined : readJsonObject(json)
  const fields = value === undefined ? undefined : readStrings(value, ['publicKey', 'scheme', 'signature'])
  if (fields === undefined) throw malformedApiKeyStamp()
  const scheme = schemes.find((known) => known === fields.scheme)
  if (scheme === undefined) throw malformedApiKeyStamp()
  const hex = /^([0-9a-fA-F]{2})+$/
  if (!hex.test(fields.publicKey) || !hex.test(fields.signature)) throw malformedApiKeyStamp()
  return {
    type: 'apiKey',
    scheme,
    publicKey: fields.publicKey.toLowerCase(),
    signature: Buffer.from(fields.signature, 'hex'),
    signatureText: fields.signature,
  }
}

/** Plain JSON of base64url. */
function readWebAuthnStamp(header: string): UnverifiedStamp {
  const value = readJsonObject(header)
  const fields =
    value === undefined
      ? undefined
      : readStrings(value, ['authenticatorData', 'clientDataJson', 'credentialId', 'signature'])
  if (fields === undefined) throw malformedWebAuthnStamp()
  const credentialId = decodeBase64Url(fields.credentialId)
  const authenticatorData = decodeBase64Url(fields.authenticatorData)
  const clientDataJson = decodeBase64Url(fields.clientDataJson)
  const signature = decodeBase64Url(fields.signature)
  if (!credentialId?.length || !authenticatorData?.length || !clientDataJson?.length || !signature?.length)
    throw malformedWebAuthnStamp()
  return {
    type: 'webAuthn',
    credentialId: fields.credentialId,
    authenticatorData,
    clientDataJson,
    signature,
    signatureText: fields.signature,
  }
}
