/** A header that authenticates one request body: the return type of the official stampers. */
export type Stamp = {
  /** Name of the header: `X-Stamp` or `X-Stamp-Webauthn`. */
  stampHeaderName: string
  /** Value of the header. */
  stampHeaderValue: string
  /** User handle of the passkey that stamped, base64url without padding, empty or missing if the authenticator did not tell it. Never sent. */
  userHandle?: string | undefined
}

/** Signs request bodies. The official stampers have this shape, so either kind works in either client. */
export type Stamper = {
  /**
   * Whether stamping prompts the user. Says whether the provider signs the calls of a batch together, whether an import begins a
   * session, and whether a signature that needs a second authenticator is approved without another call: two stampers that
   * prompt are taken for the same passkey.
   * @default true
   */
  readonly prompts?: boolean | undefined
  /** Signs the exact body of a request, `payload`. */
  stamp(
    payload: string,
    context?: {
      /** Aborts the prompt, if the stamper prompts. */
      signal?: AbortSignal | undefined
    },
  ): Promise<Stamp>
}

/**
 * A stamped request that has not been sent. Anyone who holds it can send it, once or many times, and cannot change it.
 * Plain JSON.
 */
export type SignedRequest = {
  /** URL of the endpoint. Only the path from `/public/v1/` on is used to send it. */
  url: string
  /** The exact body that was stamped. */
  body: string
  /** The stamp over `body`. */
  stamp: Stamp
}

export const apiKeyStampHeader = 'X-Stamp'
export const webAuthnStampHeader = 'X-Stamp-Webauthn'

/** The signature scheme of an API key's stamp. */
export type ApiKeySignatureScheme =
  | 'SIGNATURE_SCHEME_TK_API_P256'
  | 'SIGNATURE_SCHEME_TK_API_SECP256K1'
  | 'SIGNATURE_SCHEME_TK_API_SECP256K1_EIP191'
  | 'SIGNATURE_SCHEME_TK_API_ED25519'

/** The content of `X-Stamp`, which carries it as base64url of its JSON. */
export type ApiKeyStamp = {
  /** Compressed SEC1 public key (33 bytes), or 32 bytes for Ed25519, hex without 0x. */
  publicKey: string
  /** The signature scheme. */
  scheme: ApiKeySignatureScheme
  /** Signature over the body: DER (ECDSA) or 64 bytes (Ed25519), hex without 0x. */
  signature: string
}

/** The content of `X-Stamp-Webauthn`, which carries it as plain JSON. */
export type WebAuthnStamp = {
  /** Authenticator data, base64url without padding. */
  authenticatorData: string
  /** Client data, JSON, base64url without padding. Its challenge is the SHA-256 of the body in lowercase hex. */
  clientDataJson: string
  /** Credential id, base64url without padding. */
  credentialId: string
  /** Signature, base64url without padding: DER (ES256) or raw (RS256). */
  signature: string
}
