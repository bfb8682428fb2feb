/** Header and value that vouch for one POST body. The shape the official stampers return. */
export type Stamp = {
  stampHeaderName: string
  stampHeaderValue: string
}

/** Signs the exact body of a request. Official stampers fit wherever this is asked for, and ours fit into official clients. */
export type Stamper = {
  stamp(payload: string, context?: { signal?: AbortSignal | undefined }): Promise<Stamp>
}

/** Stamped, not sent. Whoever holds it may post it, once or many times, and can change nothing in it. */
export type SignedRequest = {
  url: string
  body: string
  stamp: Stamp
}

export const apiKeyStampHeader = 'X-Stamp'
export const webAuthnStampHeader = 'X-Stamp-Webauthn'

export type ApiKeySignatureScheme =
  | 'SIGNATURE_SCHEME_TK_API_P256'
  | 'SIGNATURE_SCHEME_TK_API_SECP256K1'
  | 'SIGNATURE_SCHEME_TK_API_SECP256K1_EIP191'
  | 'SIGNATURE_SCHEME_TK_API_ED25519'

/** What `X-Stamp` carries, as base64url of its JSON. */
export type ApiKeyStamp = {
  /** SEC1 compressed point (ECDSA) or 32 bytes (Ed25519), hex without 0x. */
  publicKey: string
  scheme: ApiKeySignatureScheme
  /** DER (ECDSA) or 64 raw bytes (Ed25519), hex without 0x. */
  signature: string
}

/** What `X-Stamp-Webauthn` carries, as plain JSON. Every value is base64url without padding. */
export type WebAuthnStamp = {
  authenticatorData: string
  clientDataJson: string
  credentialId: string
  /** DER for ES256, raw for RS256. */
  signature: string
}
