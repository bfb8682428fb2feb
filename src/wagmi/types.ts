import type { Address } from 'viem'
import type { PasskeyAccount } from '../account/types.js'
import type { ConnectRequest, WalletRecords } from '../provider/types.js'

/** How wagmi and wallet lists know the connector. */
export type ConnectorDetails = {
  /**
   * Id of the connector, which wagmi stores.
   * @default rdns
   */
  id?: string | undefined
  /**
   * Name that wallet lists show.
   * @default 'Passkey'
   */
  name?: string | undefined
  /**
   * Icon that wallet lists show: a URL, or a data URI.
   * @default no icon
   */
  icon?: string | undefined
  /**
   * Domain name of the wallet in reverse. A provider that is announced under the same one is not listed a second time.
   * @default the RP ID in reverse, with `passkey` at its end, such as `com.example.passkey`
   */
  rdns?: string | undefined
  /**
   * Type of the connector. Some wallet lists show only connectors of this type as installed.
   * @default 'injected'
   */
  type?: string | undefined
}

/** How the connector connects. */
export type ConnectParameters<withCapabilities extends boolean> = {
  /**
   * Id of the chain to be active, one of the config's.
   * @default the chain that was active last
   */
  chainId?: number | undefined
  /**
   * Whether wagmi connects again after a reload, which never prompts.
   * @default false
   */
  isReconnecting?: boolean | undefined
  /**
   * Whether the result has the capabilities of each account, such as the signed message of `signInWithEthereum`.
   * @default false
   */
  withCapabilities?: withCapabilities | boolean | undefined
  /**
   * Whether to register or to log in, and how.
   * @default the known wallet; where none is known, `choose` decides, else a login
   */
  capabilities?: ConnectRequest | undefined
}

/** What `connect` returns. */
export type ConnectResult<withCapabilities extends boolean> = {
  /** The connected accounts, the active one first. */
  accounts: withCapabilities extends true ? readonly AccountWithCapabilities[] : readonly Address[]
  /** Id of the active chain. */
  chainId: number
}

/** What the connector has beside wagmi's own members. */
export type ConnectorProperties = {
  /**
   * Connects. With a `method` in `capabilities`, the prompt starts before this returns. Without one, the known wallet connects
   * without a prompt.
   */
  connect<withCapabilities extends boolean = false>(
    parameters?: ConnectParameters<withCapabilities> | undefined,
  ): Promise<ConnectResult<withCapabilities>>
  /**
   * Returns a connected account: the active one, or the one with this address. For `signMany`, and what else takes an account.
   *
   * @throws viem's UnauthorizedProviderError if it is not connected.
   */
  getAccount(address?: Address): Promise<PasskeyAccount>
} & WalletRecords

/** A connected account and what was asked of it. */
type AccountWithCapabilities = {
  /** Address of the account, EIP-55 checksummed. */
  address: Address
  /** What the account comes with. */
  capabilities: AccountCapabilities
}

type AccountCapabilities = {
  /** The Sign-In with Ethereum message and its signature, if the request asked for it. */
  signInWithEthereum?:
    | {
        /** The message that was signed (EIP-4361). */
        message: string
        /** Its signature, 65 bytes, hex with 0x. */
        signature: `0x${string}`
      }
    | undefined
}
