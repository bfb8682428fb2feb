import type { AddressFormat } from './enums.js'

/** An ECDSA signature. */
export type SignRawPayloadResult = {
  /** r, 32 bytes, lowercase hex without 0x. */
  r: string
  /** s, 32 bytes, lowercase hex without 0x. */
  s: string
  /** `00` or `01`: the parity of y. */
  v: string
}

/** Several ECDSA signatures. */
export type SignRawPayloadsResult = {
  /** The signatures, in the order of the payloads. */
  signatures: SignRawPayloadResult[]
}

/** A signed transaction. */
export type SignTransactionResult = {
  /** The signed serialized transaction, hex without 0x. */
  signedTransaction: string
}

/** A created wallet. */
export type WalletResult = {
  /** Id of the wallet. */
  walletId: string
  /** Addresses of the accounts, in the order of the request. */
  addresses: string[]
}

/** A created sub-organization. */
export type CreateSubOrganizationResultV8 = {
  /** Id of the sub-organization. */
  subOrganizationId: string
  /** The wallet created with it, if one was requested. */
  wallet?: WalletResult
  /** Ids of the root users, in the order of the request. */
  rootUserIds?: string[]
}

/** A created wallet. */
export type CreateWalletResult = WalletResult

/** Derived accounts. */
export type CreateWalletAccountsResult = {
  /** Addresses of the accounts, in the order of the request. */
  addresses: string[]
}

/** An address of a private key. */
export type KeyAddress = {
  /** How the address is made from the public key. */
  format?: AddressFormat
  /** The address. */
  address?: string
}

/** Created private keys. */
export type CreatePrivateKeysResultV2 = {
  /** The private keys, in the order of the request. */
  privateKeys: {
    /** Id of the private key. */
    privateKeyId: string
    /** Its addresses. */
    addresses: KeyAddress[]
  }[]
}

/** Registered passkeys. */
export type CreateAuthenticatorsResult = {
  /** The signer's ids of the passkeys, in the order of the request. */
  authenticatorIds: string[]
}

/** Removed passkeys. */
export type DeleteAuthenticatorsResult = {
  /** The signer's ids of the passkeys. */
  authenticatorIds: string[]
}

/** Created API keys. */
export type CreateApiKeysResult = {
  /** Ids of the API keys, in the order of the request. */
  apiKeyIds: string[]
}

/** Deleted API keys. */
export type DeleteApiKeysResult = {
  /** Ids of the API keys. */
  apiKeyIds: string[]
}

/** Created users. */
export type CreateUsersResult = {
  /** Ids of the users, in the order of the request. */
  userIds: string[]
}

/** A changed user. */
export type UpdateUserResult = {
  /** Id of the user. */
  userId: string
}

/** A renamed user. */
export type UpdateUserNameResult = {
  /** Id of the user. */
  userId: string
}

/** Deleted users. */
export type DeleteUsersResult = {
  /** Ids of the users. */
  userIds: string[]
}

/** A changed wallet. */
export type UpdateWalletResult = {
  /** Id of the wallet. */
  walletId: string
}

/** Deleted wallets. */
export type DeleteWalletsResult = {
  /** Ids of the wallets. */
  walletIds: string[]
}

/** Deleted accounts of wallets. */
export type DeleteWalletAccountsResult = {
  /** Ids of the accounts. */
  walletAccountIds: string[]
}

/** Deleted private keys. */
export type DeletePrivateKeysResult = {
  /** Ids of the private keys. */
  privateKeyIds: string[]
}

/** A deleted sub-organization. */
export type DeleteSubOrganizationResult = {
  /** Id of the sub-organization. */
  subOrganizationUuid: string
}

/** A begun session. */
export type StampLoginResult = {
  /** JWT that names the session's expiry, public key, user and organization. */
  session: string
}
