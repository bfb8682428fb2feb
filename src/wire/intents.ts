export type PayloadEncoding =
  | 'PAYLOAD_ENCODING_HEXADECIMAL'
  | 'PAYLOAD_ENCODING_TEXT_UTF8'
  | 'PAYLOAD_ENCODING_EIP712'
  | 'PAYLOAD_ENCODING_EIP7702_AUTHORIZATION'

export type HashFunction =
  | 'HASH_FUNCTION_NO_OP'
  | 'HASH_FUNCTION_SHA256'
  | 'HASH_FUNCTION_KECCAK256'
  | 'HASH_FUNCTION_NOT_APPLICABLE'

export type TransactionType =
  | 'TRANSACTION_TYPE_ETHEREUM'
  | 'TRANSACTION_TYPE_SOLANA'
  | 'TRANSACTION_TYPE_TRON'
  | 'TRANSACTION_TYPE_BITCOIN'
  | 'TRANSACTION_TYPE_TEMPO'

export type Curve = 'CURVE_SECP256K1' | 'CURVE_ED25519' | 'CURVE_P256'
export type PathFormat = 'PATH_FORMAT_BIP32'
/** The wire has more; an EVM wallet app uses these. */
export type AddressFormat = 'ADDRESS_FORMAT_ETHEREUM' | 'ADDRESS_FORMAT_COMPRESSED' | 'ADDRESS_FORMAT_UNCOMPRESSED'
export type ApiKeyCurve = 'API_KEY_CURVE_P256' | 'API_KEY_CURVE_SECP256K1' | 'API_KEY_CURVE_ED25519'

export type SignRawPayloadIntentV2 = {
  /** An address (EIP-55, case-sensitive) or a private key id. */
  signWith: string
  payload: string
  encoding: PayloadEncoding
  hashFunction: HashFunction
}

export type SignRawPayloadsIntent = {
  signWith: string
  payloads: string[]
  encoding: PayloadEncoding
  hashFunction: HashFunction
}

export type SignTransactionIntentV2 = {
  signWith: string
  /** Hex, with or without 0x. */
  unsignedTransaction: string
  type: TransactionType
}

export type ApiKeyParamsV2 = {
  apiKeyName: string
  publicKey: string
  curveType: ApiKeyCurve
  /** Seconds, decimal. */
  expirationSeconds?: string
}

export type AuthenticatorTransport =
  | 'AUTHENTICATOR_TRANSPORT_BLE'
  | 'AUTHENTICATOR_TRANSPORT_INTERNAL'
  | 'AUTHENTICATOR_TRANSPORT_NFC'
  | 'AUTHENTICATOR_TRANSPORT_USB'
  | 'AUTHENTICATOR_TRANSPORT_HYBRID'

/** Everything but `transports` is base64url without padding. */
export type Attestation = {
  credentialId: string
  clientDataJson: string
  attestationObject: string
  transports: AuthenticatorTransport[]
}

export type AuthenticatorParamsV2 = {
  authenticatorName: string
  challenge: string
  attestation: Attestation
}

/** One of `oidcToken` and `oidcClaims`. */
export type OauthProviderParamsV2 = {
  providerName: string
  oidcToken?: string
  oidcClaims?: { iss: string; sub: string; aud: string }
}

export type RootUserParamsV5 = {
  userName: string
  userEmail?: string
  userPhoneNumber?: string
  apiKeys: ApiKeyParamsV2[]
  authenticators: AuthenticatorParamsV2[]
  oauthProviders: OauthProviderParamsV2[]
}

export type UserParamsV4 = RootUserParamsV5 & { userTags: string[] }

export type WalletAccountParams = {
  curve: Curve
  pathFormat: PathFormat
  path: string
  addressFormat: AddressFormat
  name?: string
}

export type WalletParams = {
  walletName: string
  accounts: WalletAccountParams[]
  /** 12, 15, 18, 21 or 24 words; 12 unless said. */
  mnemonicLength?: number
}

export type CreateWalletIntent = WalletParams

export type CreateWalletAccountsIntent = { walletId: string; accounts: WalletAccountParams[]; persist?: boolean }

export type CreateSubOrganizationIntentV8 = {
  subOrganizationName: string
  rootUsers: RootUserParamsV5[]
  rootQuorumThreshold: number
  wallet?: WalletParams
  disableEmailRecovery?: boolean
  disableEmailAuth?: boolean
  disableSmsAuth?: boolean
  disableOtpEmailAuth?: boolean
  verificationToken?: string
  clientSignature?: ClientSignature
}

export type ClientSignature = {
  publicKey: string
  scheme: 'CLIENT_SIGNATURE_SCHEME_API_P256'
  message: string
  signature: string
}

export type PrivateKeyParams = {
  privateKeyName: string
  curve: Curve
  privateKeyTags: string[]
  addressFormats: AddressFormat[]
}

export type CreatePrivateKeysIntentV2 = { privateKeys: PrivateKeyParams[] }
export type CreateAuthenticatorsIntentV2 = { authenticators: AuthenticatorParamsV2[]; userId: string }
export type DeleteAuthenticatorsIntent = { userId: string; authenticatorIds: string[] }
export type CreateApiKeysIntentV2 = { apiKeys: ApiKeyParamsV2[]; userId: string }
export type DeleteApiKeysIntent = { userId: string; apiKeyIds: string[] }
export type CreateUsersIntentV4 = { users: UserParamsV4[] }
export type UpdateUserIntent = {
  userId: string
  userName?: string
  userEmail?: string
  userTagIds?: string[]
  /** E.164. */
  userPhoneNumber?: string
}
export type UpdateUserNameIntent = { userId: string; userName: string }
export type DeleteUsersIntent = { userIds: string[] }
export type UpdateWalletIntent = { walletId: string; walletName?: string }
export type DeleteWalletsIntent = { walletIds: string[]; deleteWithoutExport?: boolean }
export type DeleteWalletAccountsIntent = { walletAccountIds: string[]; deleteWithoutExport?: boolean }
export type DeletePrivateKeysIntent = { privateKeyIds: string[]; deleteWithoutExport?: boolean }
export type DeleteSubOrganizationIntent = { deleteWithoutExport?: boolean }
export type ApproveActivityIntent = { fingerprint: string }
export type RejectActivityIntent = { fingerprint: string }
export type UpdateRootQuorumIntent = { threshold: number; userIds: string[] }
export type StampLoginIntent = {
  publicKey: string
  expirationSeconds?: string
  invalidateExisting?: boolean
  sessionProfileId?: string
}
