import { type ApiKeySignatureScheme, apiKeyStampHeader, webAuthnStampHeader } from '../../../wire/stamp.js'
import type { RouteKind, SignerRequest } from '../../protocol/messages.js'
import { readJsonObject, readStrings, readUtf8 } from '../../protocol/readJson.js'
import { unauthenticated, type WireError } from '../../protocol/WireError.js'
import { decodeBase64Url } from './base64url.js'

/** Well formed. Not verified yet. */
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

const apiKeyHeader = apiKeyStampHeader.toLowerCase()
const webAuthnHeader = webAuthnStampHeader.toLowerCase()

const malformedApiKeyStamp = (): WireError => unauthenticated('could not extract api key stamp', 'SIGNATURE_INVALID')
const malformedWebAuthnStamp = (): WireError => unauthenticated('could not extract webauthn stamp', 'SIGNATURE_INVALID')

/**
 * Reads the stamp of a request. A request with both kinds of stamp is refused, because its caller would be ambiguous.
 *
 * @throws 401 when the stamp is missing or malformed.
 */
export function readStamp(headers: SignerRequest['headers'], kind: RouteKind): UnverifiedStamp {
  const apiKeyStamp = headers.get(apiKeyHeader)
  const webAuthnStamp = headers.get(webAuthnHeader)
  if (apiKeyStamp !== undefined && webAuthnStamp !== undefined)
    throw unauthenticated('malformed activity stamp', 'SIGNATURE_INVALID')
  if (apiKeyStamp !== undefined) return readApiKeyStamp(apiKeyStamp)
  if (webAuthnStamp !== undefined) return readWebAuthnStamp(webAuthnStamp)
  throw unauthenticated(
    kind !== 'query'
      ? 'cannot authenticate public API activity request without a stamp (X-Stamp/X-Stamp-Webauthn header)'
      : 'no valid authentication signature found for request',
    'SIGNATURE_MISSING',
  )
}

/** An API key's stamp is base64url of JSON. */
function readApiKeyStamp(header: string): UnverifiedStamp {
  const json = readUtf8(decodeBase64Url(header) ?? new Uint8Array())
  const value = json === undefined ? undefined : readJsonObject(json)
  const fields = value === undefined ? undefined : readStrings(value, ['publicKey', 'scheme', 'signature'])
  if (fields === undefined) throw malformedApiKeyStamp()
  const scheme = schemes.find((known) => known === fields.scheme)
  if (scheme === undefined) throw malformedApiKeyStamp()
  if (!isHex(fields.publicKey) || !isHex(fields.signature)) throw malformedApiKeyStamp()
  return {
    type: 'apiKey',
    scheme,
    publicKey: fields.publicKey.toLowerCase(),
    signature: Buffer.from(fields.signature, 'hex'),
    signatureText: fields.signature,
  }
}

const isHex = (text: string): boolean => text.length % 2 === 0 && /^[0-9a-fA-F]+$/.test(text)

/** A passkey's stamp is JSON, with base64url in it. */
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
