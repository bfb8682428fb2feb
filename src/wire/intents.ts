import type {
  ApiKeyParamsV2,
  AuthenticatorParamsV2,
  ClientSignature,
  PrivateKeyParams,
  RootUserParamsV5,
  UserParamsV4,
  WalletAccountParams,
  WalletParams,
} from './params.js'

/** Creates a wallet. */
export type CreateWalletIntent = WalletParams

/** Derives accounts from a wallet's seed. */
export type CreateWalletAccountsIntent = {
  /** Id of the wallet. */
  walletId: string
  /** Accounts to derive. */
  accounts: WalletAccountParams[]
  /**
   * Whether the signer keeps the accounts. With `false` it only returns their addresses.
   * @default true
   */
  persist?: boolean
}

/** Creates a sub-organization. */
export type CreateSubOrganizationIntentV8 = {
  /** Name of the sub-organization. */
  subOrganizationName: string
  /** The users who together control the sub-organization. */
  rootUsers: RootUserParamsV5[]
  /** How many root users must approve an activity. At most the number of root users. */
  rootQuorumThreshold: number
  /** A wallet to create with the sub-organization. */
  wallet?: WalletParams
  /**
   * Whether recovery by email is off.
   * @default false
   */
  disableEmailRecovery?: boolean
  /**
   * Whether login by email is off.
   * @default false
   */
  disableEmailAuth?: boolean
  /**
   * Whether login by a code sent as a text message is off.
   * @default false
   */
  disableSmsAuth?: boolean
  /**
   * Whether login by a code sent by email is off.
   * @default false
   */
  disableOtpEmailAuth?: boolean
  /** JWT that proves that the root user controls an email address or phone number. */
  verificationToken?: string
  /** Signature over `verificationToken`. Needed if the verification was bound to a public key. */
  clientSignature?: ClientSignature
}

/** Creates private keys. */
export type CreatePrivateKeysIntentV2 = {
  /** The private keys to create. */
  privateKeys: PrivateKeyParams[]
}

/** Registers passkeys for a user. */
export type CreateAuthenticatorsIntentV2 = {
  /** The passkeys to register. */
  authenticators: AuthenticatorParamsV2[]
  /** Id of the user. */
  userId: string
}

/** Removes passkeys from a user. */
export type DeleteAuthenticatorsIntent = {
  /** Id of the user. */
  userId: string
  /** The signer's ids of the passkeys, not their credential ids. */
  authenticatorIds: string[]
}

/** Creates API keys for a user. */
export type CreateApiKeysIntentV2 = {
  /** The API keys to create. */
  apiKeys: ApiKeyParamsV2[]
  /** Id of the user. */
  userId: string
}

/** Deletes API keys of a user. */
export type DeleteApiKeysIntent = {
  /** Id of the user. */
  userId: string
  /** Ids of the API keys. */
  apiKeyIds: string[]
}

/** Creates users. */
export type CreateUsersIntentV4 = {
  /** The users to create. */
  users: UserParamsV4[]
}

/** Changes a user. Properties left out stay unchanged. */
export type UpdateUserIntent = {
  /** Id of the user. */
  userId: string
  /** New name of the user. */
  userName?: string
  /** New email address of the user. */
  userEmail?: string
  /** Ids of all tags the user should have. */
  userTagIds?: string[]
  /** New phone number of the user, in E.164 format: `+13214567890`. */
  userPhoneNumber?: string
}

/** Renames a user. */
export type UpdateUserNameIntent = {
  /** Id of the user. */
  userId: string
  /** New name of the user. */
  userName: string
}

/** Deletes users. */
export type DeleteUsersIntent = {
  /** Ids of the users. */
  userIds: string[]
}

/** Changes a wallet. */
export type UpdateWalletIntent = {
  /** Id of the wallet. */
  walletId: string
  /** New name of the wallet, unique in the organization. */
  walletName?: string
}

/** Deletes wallets and their keys. */
export type DeleteWalletsIntent = {
  /** Ids of the wallets. */
  walletIds: string[]
  /**
   * Whether wallets are deleted that were never exported. Their keys are lost.
   * @default false
   */
  deleteWithoutExport?: boolean
}

/** Deletes accounts of wallets. */
export type DeleteWalletAccountsIntent = {
  /** Ids of the accounts. */
  walletAccountIds: string[]
  /**
   * Whether accounts are deleted that were never exported.
   * @default false
   */
  deleteWithoutExport?: boolean
}

/** Deletes private keys. */
export type DeletePrivateKeysIntent = {
  /** Ids of the private keys. */
  privateKeyIds: string[]
  /**
   * Whether private keys are deleted that were never exported. They are lost.
   * @default false
   */
  deleteWithoutExport?: boolean
}

/** Deletes the sub-organization that the request names, with all its keys. */
export type DeleteSubOrganizationIntent = {
  /**
   * Whether it is deleted with keys that were never exported. They are lost.
   * @default false
   */
  deleteWithoutExport?: boolean
}

/** Approves an activity. */
export type ApproveActivityIntent = {
  /** Fingerprint of the activity: `sha256:` and 64 lowercase hex digits. */
  fingerprint: string
}

/** Rejects an activity. */
export type RejectActivityIntent = {
  /** Fingerprint of the activity: `sha256:` and 64 lowercase hex digits. */
  fingerprint: string
}

/** Sets the root quorum: which users control the organization, and how many of them must approve. */
export type UpdateRootQuorumIntent = {
  /** How many of the users must approve an activity. */
  threshold: number
  /** Ids of the root users. */
  userIds: string[]
}

/** Begins a session for a key, stamped by a passkey. */
export type StampLoginIntent = {
  /** Public key of the session, P-256, compressed SEC1 (33 bytes), hex without 0x. */
  publicKey: string
  /**
   * Lifetime of the session in seconds, decimal.
   * @default '900'
   */
  expirationSeconds?: string
  /**
   * Whether the user's other sessions end.
   * @default false
   */
  invalidateExisting?: boolean
  /**
   * Session profile that limits what the session may do. The local signer does not support it.
   * @default undefined
   */
  sessionProfileId?: string
}
