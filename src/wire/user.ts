import type { AuthenticatorTransport } from './enums.js'
import type { Timestamp } from './timestamp.js'

/** The kind of a credential. A session key is a `CREDENTIAL_TYPE_LOGIN`. */
export type CredentialType =
  | 'CREDENTIAL_TYPE_WEBAUTHN_AUTHENTICATOR'
  | 'CREDENTIAL_TYPE_API_KEY_P256'
  | 'CREDENTIAL_TYPE_API_KEY_SECP256K1'
  | 'CREDENTIAL_TYPE_API_KEY_ED25519'
  | 'CREDENTIAL_TYPE_RECOVER_USER_KEY_P256'
  | 'CREDENTIAL_TYPE_EMAIL_AUTH_KEY_P256'
  | 'CREDENTIAL_TYPE_OTP_AUTH_KEY_P256'
  | 'CREDENTIAL_TYPE_READ_WRITE_SESSION_KEY_P256'
  | 'CREDENTIAL_TYPE_OAUTH_KEY_P256'
  | 'CREDENTIAL_TYPE_LOGIN'

/** A key that can stamp requests for a user. */
export type Credential = {
  /** A passkey's COSE key in base64url, or the compressed public key of an API key in hex without 0x. */
  publicKey: string
  /** The kind of the credential. */
  type: CredentialType
  /** The session profile that limits a session, if any. */
  sessionProfileId?: string
}

/** A passkey or security key of a user. */
export type Authenticator = {
  /** How the browser can reach the authenticator. */
  transports: AuthenticatorTransport[]
  /** Attestation format of the registration, such as `none`. */
  attestationType: string
  /** AAGUID, 16 bytes in base64url: the authenticator's model, or zeros if it does not tell. */
  aaguid: string
  /** WebAuthn credential id, base64url without padding. */
  credentialId: string
  /** The signer's name for the model. */
  model: string
  /** The authenticator's public key. */
  credential: Credential
  /** The signer's id for the authenticator. */
  authenticatorId: string
  /** Name shown in lists of the user's passkeys. */
  authenticatorName: string
  /** When the authenticator was registered. */
  createdAt: Timestamp
  /** When the authenticator last changed. */
  updatedAt: Timestamp
}

/** An API key or a session key of a user. */
export type ApiKey = {
  /** The public key. */
  credential: Credential
  /** The signer's id for the API key. */
  apiKeyId: string
  /** Name shown in lists of the user's API keys. */
  apiKeyName: string
  /** When the API key was created. */
  createdAt: Timestamp
  /** When the API key last changed. */
  updatedAt: Timestamp
  /** Lifetime from `createdAt` in seconds, decimal. Absent if the API key does not expire. */
  expirationSeconds?: string
}

/** An OAuth account through which a user can log in. */
export type OauthProvider = {
  /** The signer's id for the provider. */
  providerId: string
  /** Name shown in lists of the user's providers. */
  providerName: string
  /** `iss` claim of the tokens, such as `https://accounts.google.com`. */
  issuer: string
  /** `aud` claim of the tokens: the app. */
  audience: string
  /** `sub` claim of the tokens: the user. */
  subject: string
  /** When the provider was added. */
  createdAt: Timestamp
  /** When the provider last changed. */
  updatedAt: Timestamp
}

/** A way in which a user can authenticate. */
export type AuthenticationType =
  | 'AUTHENTICATION_TYPE_EMAIL_OTP'
  | 'AUTHENTICATION_TYPE_SMS_OTP'
  | 'AUTHENTICATION_TYPE_PASSKEY'
  | 'AUTHENTICATION_TYPE_API_KEY'
  | 'AUTHENTICATION_TYPE_OAUTH'
  | 'AUTHENTICATION_TYPE_SESSION'

/** A rule that asks a user for more than one way of authenticating. */
export type MfaPolicy = {
  /** Id of the policy. */
  mfaPolicyId: string
  /** Name of the policy. */
  mfaPolicyName: string
  /** Expression in Turnkey's policy language that decides whether the policy applies. */
  condition: string
  /** The steps the user must pass, in any order. Each step accepts any of its methods. */
  requiredAuthenticationMethods: {
    /** The methods that satisfy this step. */
    any: {
      /** The kind of method. */
      type: AuthenticationType
      /** Limits the method to one credential. */
      id?: string
    }[]
  }[]
  /** Position among the user's policies. The lowest is evaluated first. */
  order: number
  /** Notes for people. */
  notes?: string
  /** When the policy was created. */
  createdAt: Timestamp
  /** When the policy last changed. */
  updatedAt: Timestamp
}

/** A user of an organization. */
export type User = {
  /** Id of the user. */
  userId: string
  /** Name of the user. */
  userName: string
  /** Email address of the user. */
  userEmail?: string
  /** Phone number of the user, in E.164 format: `+13214567890`. */
  userPhoneNumber?: string
  /** The user's passkeys and security keys. */
  authenticators: Authenticator[]
  /** The user's API keys and session keys. */
  apiKeys: ApiKey[]
  /** Ids of the user's tags. */
  userTags: string[]
  /** The user's OAuth providers. */
  oauthProviders: OauthProvider[]
  /** When the user was created. */
  createdAt: Timestamp
  /** When the user last changed. */
  updatedAt: Timestamp
  /** The user's MFA policies. */
  mfaPolicies: MfaPolicy[]
}

/** Body of `get_user`. */
export type GetUserRequest = {
  /** The organization of the user. */
  organizationId: string
  /** Id of the user. */
  userId: string
}

/** Response to `get_user`. */
export type GetUserResponse = {
  /** The user. */
  user: User
}

/** Response to `list_users`. */
export type ListUsersResponse = {
  /** The users. */
  users: User[]
}
