import type { AddressFormat, ApiKeyCurve, AuthenticatorTransport, Curve, PathFormat } from './enums.js'

/** An API key to create. */
export type ApiKeyParamsV2 = {
  /** Name shown in lists of the user's API keys. */
  apiKeyName: string
  /** Compressed SEC1 public key (33 bytes), or 32 bytes for Ed25519, hex without 0x. */
  publicKey: string
  /** The elliptic curve of `publicKey`. */
  curveType: ApiKeyCurve
  /**
   * Lifetime in seconds, decimal. An API key without it does not expire.
   * @default undefined
   */
  expirationSeconds?: string
}

/** A WebAuthn registration, as the authenticator returned it. */
export type Attestation = {
  /** Credential id, base64url without padding. */
  credentialId: string
  /** The client data, JSON, base64url without padding. */
  clientDataJson: string
  /** The attestation object, CBOR, base64url without padding. */
  attestationObject: string
  /** How the browser can reach the authenticator. */
  transports: AuthenticatorTransport[]
}

/** A passkey to register. */
export type AuthenticatorParamsV2 = {
  /** Name shown in lists of the user's passkeys. */
  authenticatorName: string
  /** The registration's challenge, base64url. Must equal the challenge in `attestation.clientDataJson`. */
  challenge: string
  /** The registration. */
  attestation: Attestation
}

/** An OAuth account to add. Exactly one of `oidcToken` and `oidcClaims`. */
export type OauthProviderParamsV2 = {
  /** Name shown in lists of the user's providers. */
  providerName: string
  /** An OIDC token of the user. */
  oidcToken?: string
  /** The claims that identify the user. */
  oidcClaims?: {
    /** The issuer, such as `https://accounts.google.com`. */
    iss: string
    /** The user. */
    sub: string
    /** The app. */
    aud: string
  }
}

/** A root user of a new sub-organization. */
export type RootUserParamsV5 = {
  /** Name of the user. */
  userName: string
  /** Email address of the user. */
  userEmail?: string
  /** Phone number of the user, in E.164 format: `+13214567890`. */
  userPhoneNumber?: string
  /** API keys of the user. May be empty. */
  apiKeys: ApiKeyParamsV2[]
  /** Passkeys of the user. May be empty. */
  authenticators: AuthenticatorParamsV2[]
  /** OAuth providers of the user. May be empty. */
  oauthProviders: OauthProviderParamsV2[]
}

/** A user to create. */
export type UserParamsV4 = RootUserParamsV5 & {
  /** Ids of the user's tags. May be empty. */
  userTags: string[]
}

/** An account to derive from a wallet's seed. */
export type WalletAccountParams = {
  /** The elliptic curve: `CURVE_SECP256K1` for Ethereum. */
  curve: Curve
  /** The format of `path`. */
  pathFormat: PathFormat
  /** Derivation path, such as `m/44'/60'/0'/0/0`. */
  path: string
  /** How the address is made: `ADDRESS_FORMAT_ETHEREUM` for Ethereum. */
  addressFormat: AddressFormat
  /** Name of the account, unique in the organization. */
  name?: string
}

/** A wallet to create. */
export type WalletParams = {
  /** Name of the wallet, unique in the organization. */
  walletName: string
  /** Accounts to derive. May be empty. */
  accounts: WalletAccountParams[]
  /**
   * Number of words in the seed phrase: 12, 15, 18, 21 or 24.
   * @default 12
   */
  mnemonicLength?: number
}

/** A signature made by the client that started a verification. */
export type ClientSignature = {
  /** Public key, P-256. */
  publicKey: string
  /** The signature scheme. */
  scheme: 'CLIENT_SIGNATURE_SCHEME_API_P256'
  /** The signed message. */
  message: string
  /** The signature over `message`. */
  signature: string
}

/** A private key to create outside any wallet. */
export type PrivateKeyParams = {
  /** Name of the private key, unique in the organization. */
  privateKeyName: string
  /** The elliptic curve: `CURVE_SECP256K1` for Ethereum. */
  curve: Curve
  /** Ids of the private key's tags. May be empty. */
  privateKeyTags: string[]
  /** The addresses to make: `ADDRESS_FORMAT_ETHEREUM` for Ethereum. */
  addressFormats: AddressFormat[]
}
