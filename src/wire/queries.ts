import type { Activity, ActivityStatus, ApiKey, Authenticator, Timestamp, User } from './activity.js'
import type { AddressFormat, Curve, PathFormat } from './intents.js'
import type { KeyAddress } from './results.js'

/** Cursor-based; ids are cursors. */
export type Pagination = {
  /** 1 to 100, decimal; 10 unless said. */
  limit?: string
  before?: string
  after?: string
}

export type WhoamiResponse = { organizationId: string; organizationName: string; userId: string; username: string }

export type GetActivityRequest = { organizationId: string; activityId: string }

export type ListActivitiesRequest = {
  organizationId: string
  filterByStatus?: ActivityStatus[]
  filterByType?: string[]
  paginationOptions?: Pagination
}
export type ListActivitiesResponse = { activities: Activity[] }

export type Wallet = {
  walletId: string
  walletName: string
  createdAt: Timestamp
  updatedAt: Timestamp
  exported: boolean
  imported: boolean
}
export type ListWalletsResponse = { wallets: Wallet[] }

export type ListWalletAccountsRequest = {
  organizationId: string
  walletId?: string
  includeWalletDetails?: boolean
  paginationOptions?: Pagination
}
export type WalletAccount = {
  walletAccountId: string
  organizationId: string
  walletId: string
  curve: Curve
  pathFormat: PathFormat
  path: string
  addressFormat: AddressFormat
  address: string
  createdAt: Timestamp
  updatedAt: Timestamp
  /** SEC1 compressed, hex without 0x. */
  publicKey?: string
  walletDetails?: Wallet
  name?: string
  caip2Prefix?: string
}
export type ListWalletAccountsResponse = { accounts: WalletAccount[] }

export type PrivateKey = {
  privateKeyId: string
  publicKey: string
  privateKeyName: string
  curve: Curve
  addresses: KeyAddress[]
  privateKeyTags: string[]
  createdAt: Timestamp
  updatedAt: Timestamp
  exported: boolean
  imported: boolean
}
export type GetWalletRequest = { organizationId: string; walletId: string }
export type GetWalletResponse = { wallet: Wallet }
/** One of `address` and `path`. */
export type GetWalletAccountRequest = { organizationId: string; walletId: string; address?: string; path?: string }
export type GetWalletAccountResponse = { account: WalletAccount }
export type GetAuthenticatorRequest = { organizationId: string; authenticatorId: string }
export type GetAuthenticatorResponse = { authenticator: Authenticator }
export type GetAuthenticatorsRequest = { organizationId: string; userId: string }
export type GetAuthenticatorsResponse = { authenticators: Authenticator[] }
export type GetApiKeyRequest = { organizationId: string; apiKeyId: string }
export type GetApiKeyResponse = { apiKey: ApiKey }
export type GetApiKeysRequest = { organizationId: string; userId?: string }
export type GetApiKeysResponse = { apiKeys: ApiKey[] }
export type GetOrganizationConfigsResponse = {
  configs: {
    features?: { name?: string; value?: string }[]
    quorum?: { threshold: number; userIds: string[] }
  }
}
export type GetPrivateKeyRequest = { organizationId: string; privateKeyId: string }
export type GetPrivateKeyResponse = { privateKey: PrivateKey }
export type ListPrivateKeysResponse = { privateKeys: PrivateKey[] }
export type GetUserRequest = { organizationId: string; userId: string }
export type GetUserResponse = { user: User }
export type ListUsersResponse = { users: User[] }

export type ListSubOrganizationsRequest = {
  /** The parent. */
  organizationId: string
  /** `CREDENTIAL_ID`, `NAME`, `USERNAME`, `EMAIL`, `PHONE_NUMBER`, `OIDC_TOKEN`, `WALLET_ACCOUNT_ADDRESS` or `PUBLIC_KEY`. */
  filterType?: string
  filterValue?: string
  paginationOptions?: Pagination
}
export type ListSubOrganizationsResponse = { organizationIds: string[] }
