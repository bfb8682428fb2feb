import type { Activity, ActivityStatus } from './activity.js'
import type { ApiKey, Authenticator } from './user.js'
import type { PrivateKey, Wallet, WalletAccount } from './wallet.js'

/** One page of a list. The ids of its items are the cursors. */
export type Pagination = {
  /**
   * Number of items, 1 to 100, decimal.
   * @default '10'
   */
  limit?: string
  /** Id of the item before which the page ends. */
  before?: string
  /** Id of the item after which the page begins. */
  after?: string
}

/** Response to `whoami`. */
export type WhoamiResponse = {
  /** Id of the organization. */
  organizationId: string
  /** Name of the organization. */
  organizationName: string
  /** Id of the user. */
  userId: string
  /** Name of the user. */
  username: string
}

/** Body of `get_activity`. */
export type GetActivityRequest = {
  /** The organization in which the activity runs. */
  organizationId: string
  /** Id of the activity. */
  activityId: string
}

/** Body of `list_activities`. */
export type ListActivitiesRequest = {
  /** The organization whose activities are listed. */
  organizationId: string
  /** Lists only activities with one of these statuses. */
  filterByStatus?: ActivityStatus[]
  /** Lists only activities of one of these types. */
  filterByType?: string[]
  /** Which page of the list. */
  paginationOptions?: Pagination
}

/** Response to `list_activities`. */
export type ListActivitiesResponse = {
  /** The activities, newest first. */
  activities: Activity[]
}

/** Response to `list_wallets`. */
export type ListWalletsResponse = {
  /** The wallets. */
  wallets: Wallet[]
}

/** Body of `list_wallet_accounts`. */
export type ListWalletAccountsRequest = {
  /** The organization whose accounts are listed. */
  organizationId: string
  /** Lists only accounts of this wallet. */
  walletId?: string
  /**
   * Whether each account comes with its wallet.
   * @default false
   */
  includeWalletDetails?: boolean
  /** Which page of the list. */
  paginationOptions?: Pagination
}

/** Response to `list_wallet_accounts`. */
export type ListWalletAccountsResponse = {
  /** The accounts. */
  accounts: WalletAccount[]
}

/** Body of `get_wallet`. */
export type GetWalletRequest = {
  /** The organization of the wallet. */
  organizationId: string
  /** Id of the wallet. */
  walletId: string
}

/** Response to `get_wallet`. */
export type GetWalletResponse = {
  /** The wallet. */
  wallet: Wallet
}

/** Body of `get_wallet_account`. Exactly one of `address` and `path`. */
export type GetWalletAccountRequest = {
  /** The organization of the account. */
  organizationId: string
  /** Id of the wallet. */
  walletId: string
  /** Address of the account. */
  address?: string
  /** Derivation path of the account. */
  path?: string
}

/** Response to `get_wallet_account`. */
export type GetWalletAccountResponse = {
  /** The account. */
  account: WalletAccount
}

/** Body of `get_authenticator`. */
export type GetAuthenticatorRequest = {
  /** The organization of the user. */
  organizationId: string
  /** The signer's id of the passkey. */
  authenticatorId: string
}

/** Response to `get_authenticator`. */
export type GetAuthenticatorResponse = {
  /** The passkey. */
  authenticator: Authenticator
}

/** Body of `get_authenticators`. */
export type GetAuthenticatorsRequest = {
  /** The organization of the user. */
  organizationId: string
  /** Id of the user. */
  userId: string
}

/** Response to `get_authenticators`. */
export type GetAuthenticatorsResponse = {
  /** The user's passkeys. */
  authenticators: Authenticator[]
}

/** Body of `get_api_key`. */
export type GetApiKeyRequest = {
  /** The organization of the user. */
  organizationId: string
  /** Id of the API key. */
  apiKeyId: string
}

/** Response to `get_api_key`. */
export type GetApiKeyResponse = {
  /** The API key. */
  apiKey: ApiKey
}

/** Body of `get_api_keys`. */
export type GetApiKeysRequest = {
  /** The organization whose API keys are listed. */
  organizationId: string
  /** Lists only API keys of this user. */
  userId?: string
}

/** Response to `get_api_keys`. */
export type GetApiKeysResponse = {
  /** The API keys. */
  apiKeys: ApiKey[]
}

/** Response to `get_organization_configs`. */
export type GetOrganizationConfigsResponse = {
  /** The settings of the organization. */
  configs: {
    /** Features that are switched on or configured. */
    features?: {
      /** Name of the feature. */
      name?: string
      /** Its setting. */
      value?: string
    }[]
    /** The root quorum. */
    quorum?: {
      /** How many root users must approve an activity. */
      threshold: number
      /** Ids of the root users. */
      userIds: string[]
    }
  }
}

/** Body of `get_private_key`. */
export type GetPrivateKeyRequest = {
  /** The organization of the private key. */
  organizationId: string
  /** Id of the private key. */
  privateKeyId: string
}

/** Response to `get_private_key`. */
export type GetPrivateKeyResponse = {
  /** The private key, without its secret. */
  privateKey: PrivateKey
}

/** Response to `list_private_keys`. */
export type ListPrivateKeysResponse = {
  /** The private keys, without their secrets. */
  privateKeys: PrivateKey[]
}

/** Body of `list_suborgs`. */
export type ListSubOrganizationsRequest = {
  /** The parent organization. */
  organizationId: string
  /**
   * What `filterValue` is: `CREDENTIAL_ID`, `NAME`, `USERNAME`, `EMAIL`, `PHONE_NUMBER`, `OIDC_TOKEN`,
   * `WALLET_ACCOUNT_ADDRESS` or `PUBLIC_KEY`.
   */
  filterType?: string
  /** Lists only sub-organizations that have this value. */
  filterValue?: string
  /** Which page of the list. */
  paginationOptions?: Pagination
}

/** Response to `list_suborgs`. */
export type ListSubOrganizationsResponse = {
  /** Ids of the sub-organizations. */
  organizationIds: string[]
}
