import type { AuthenticatorTransport } from './intents.js'

export type ActivityStatus =
  | 'ACTIVITY_STATUS_CREATED'
  | 'ACTIVITY_STATUS_PENDING'
  | 'ACTIVITY_STATUS_COMPLETED'
  | 'ACTIVITY_STATUS_FAILED'
  | 'ACTIVITY_STATUS_CONSENSUS_NEEDED'
  | 'ACTIVITY_STATUS_REJECTED'
  | 'ACTIVITY_STATUS_AUTHENTICATORS_NEEDED'

/** 64-bit integers travel as decimal strings. */
export type Timestamp = { seconds: string; nanos: string }

/** A signer's error, as the body of a refused request or as the `failure` of an activity. */
export type RpcStatus = {
  /** gRPC status code. */
  code: number
  message: string
  details: ({ '@type'?: string } & Record<string, unknown>)[]
  turnkeyErrorCode?: string
}

export type Vote = {
  id: string
  userId: string
  user: User
  activityId: string
  selection: 'VOTE_SELECTION_APPROVED' | 'VOTE_SELECTION_REJECTED'
  message: string
  publicKey: string
  signature: string
  scheme: string
  createdAt: Timestamp
}

export type Activity = {
  id: string
  organizationId: string
  status: ActivityStatus
  type: string
  /** One key, the lowerCamel name of the type with `Intent` and its version: `signRawPayloadIntentV2`. */
  intent: Record<string, unknown> | null
  /** One key once completed, such as `signRawPayloadResult`. */
  result: Record<string, unknown> | null
  votes: Vote[]
  appProofs?: unknown[]
  /** `sha256:` and the lowercase hex SHA-256 of the exact body that was posted. */
  fingerprint: string
  canApprove: boolean
  canReject: boolean
  createdAt: Timestamp
  updatedAt: Timestamp
  failure?: RpcStatus | null
}

export type ActivityResponse = { activity: Activity }

/** The body of every submit. */
export type ActivityRequest<parameters = unknown> = {
  type: string
  /** Milliseconds since the epoch, decimal. Less than an hour old, at most five minutes ahead. */
  timestampMs: string
  organizationId: string
  parameters: parameters
  generateAppProofs?: boolean | undefined
}

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

export type Credential = { publicKey: string; type: CredentialType; sessionProfileId?: string }

export type Authenticator = {
  transports: AuthenticatorTransport[]
  attestationType: string
  aaguid: string
  credentialId: string
  model: string
  credential: Credential
  authenticatorId: string
  authenticatorName: string
  createdAt: Timestamp
  updatedAt: Timestamp
}

export type ApiKey = {
  credential: Credential
  apiKeyId: string
  apiKeyName: string
  createdAt: Timestamp
  updatedAt: Timestamp
  expirationSeconds?: string
}

export type OauthProvider = {
  providerId: string
  providerName: string
  issuer: string
  audience: string
  subject: string
  createdAt: Timestamp
  updatedAt: Timestamp
}

export type AuthenticationType =
  | 'AUTHENTICATION_TYPE_EMAIL_OTP'
  | 'AUTHENTICATION_TYPE_SMS_OTP'
  | 'AUTHENTICATION_TYPE_PASSKEY'
  | 'AUTHENTICATION_TYPE_API_KEY'
  | 'AUTHENTICATION_TYPE_OAUTH'
  | 'AUTHENTICATION_TYPE_SESSION'

export type MfaPolicy = {
  mfaPolicyId: string
  mfaPolicyName: string
  condition: string
  requiredAuthenticationMethods: { any: { type: AuthenticationType; id?: string }[] }[]
  order: number
  notes?: string
  createdAt: Timestamp
  updatedAt: Timestamp
}

export type User = {
  userId: string
  userName: string
  userEmail?: string
  userPhoneNumber?: string
  authenticators: Authenticator[]
  apiKeys: ApiKey[]
  userTags: string[]
  oauthProviders: OauthProvider[]
  createdAt: Timestamp
  updatedAt: Timestamp
  mfaPolicies: MfaPolicy[]
}
