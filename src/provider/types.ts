import type {
  Address,
  AuthorizationRequest,
  Chain,
  Client,
  EIP1193Provider,
  Hash,
  LocalAccount,
  SignableMessage,
  TransactionSerializable,
  Transport,
  TypedDataDefinition,
  WalletActions,
} from 'viem'
import type { PasskeyAccount } from '../account/types.js'
import type { PasskeyWallet } from '../records/passkeyWallet.js'
import type { Session } from '../users/session.js'
import type { SignInWithEthereum } from './signInWithEthereum.js'

/** An EIP-1193 provider over accounts that sign in this page. */
export type PasskeyProvider<account extends LocalAccount = PasskeyAccount> = Pick<
  EIP1193Provider,
  'on' | 'removeListener'
> & {
  /** Sends a request. Methods that are known by name have the types of their parameters and result. */
  request: EIP1193Provider['request'] & UntypedRequest
  /**
   * Returns a connected account: the active one, or the one with this address. Its methods call `approve` and throw the
   * provider's errors.
   *
   * @throws viem's UnauthorizedProviderError if it is not connected.
   */
  getAccount(address?: Address): account
  /**
   * Returns viem's wallet client for a chain, with the active account. The same client for the same chain, as long as the
   * account is connected. Its requests go through the provider, but to the client's chain, whatever chain is active.
   *
   * @throws viem's UnauthorizedProviderError if no account is connected, and SwitchChainError for another chain.
   */
  getClient(parameters?: {
    /**
     * Id of the chain, one of `chains`.
     * @default the active chain
     */
    chainId?: number | undefined
  }): ProviderClient<account>
  /** Disconnects: forgets the wallet, and emits `accountsChanged` and `disconnect`. Does not wait for the signer. */
  disconnect(): Promise<void>
}

/** A request whose method is only known to be a string, as ethers and web3 send it. */
type UntypedRequest = <method extends string>(
  request: string extends method
    ? {
        /** Name of the method. */
        method: method
        /** Parameters of the method. */
        params?: readonly unknown[] | object | undefined
      }
    : never,
) => Promise<unknown>

/** viem's wallet client over a provider. */
export type ProviderClient<account extends LocalAccount = PasskeyAccount> = Client<
  Transport,
  Chain,
  account,
  undefined,
  WalletActions<Chain, account>
>

/** Who connects, and how. The words are those of wagmi's `webAuthn` connector. */
export type ConnectRequest = {
  /**
   * `register`: create a passkey and a wallet. `login`: sign in with a passkey.
   * @default the known wallet; where none is known, `connect` decides
   */
  method?: 'register' | 'login' | undefined
  /**
   * Name of the new user, as platforms show it: up to 255 characters, not blank, without control characters. For `register`.
   * @default the name of the site
   */
  name?: string | undefined
  /**
   * Whether the user chooses among all passkeys of the site, even if one is known. For `login`.
   * @default false
   */
  selectAccount?: boolean | undefined
  /**
   * A session that began elsewhere, such as in {@link startAutofill}, with the wallet's `sessionProfileId` if it has one: logs its
   * user in without a prompt. For `login`, where the wallet has sessions; elsewhere it ends at once.
   * @default the passkey begins one
   */
  session?: Session | undefined
  /**
   * Signs a Sign-In with Ethereum message (EIP-4361) with the connected account.
   * @default no message
   */
  signInWithEthereum?: SignInWithEthereum | undefined
  /**
   * Aborts the attempt, its passkey prompt included. The request then fails with code 4001, and nothing is connected.
   * @default the attempt is not aborted
   */
  signal?: AbortSignal | undefined
}

/** A user's accounts. */
export type ConnectedWallet<account extends LocalAccount = PasskeyAccount> = {
  /** The accounts. The first one is active. */
  accounts: readonly [account, ...account[]]
  /**
   * Whether `connect` returns what `restore` would, without a prompt. An attempt that then fails does not forget it.
   * @default false
   */
  isRestored?: boolean | undefined
}

/** How a wallet was disconnected. */
export type ForgetOptions = {
  /**
   * Whether another tab of the site disconnected. It has removed what both share. What only this tab knows, such as a session
   * that is no longer stored, is for this tab to end.
   */
  inAnotherTab: boolean
}

/** Connects a user's wallet, for `createProvider`. `passkeyWallet` creates them. */
export type WalletFunctions<account extends LocalAccount = PasskeyAccount> = {
  /**
   * Signs a user up or in. With a `method` in the request it is called before the provider awaits anything, so a prompt may
   * start in the user's click.
   */
  connect: (request: ConnectRequest) => Promise<ConnectedWallet<account>>
  /**
   * Returns the wallet of an earlier page load, or `undefined`. Must not prompt. Called only where the user
   * was connected and did not disconnect.
   * @default nothing is restored
   */
  restore?: (() => ConnectedWallet<account> | undefined | Promise<ConnectedWallet<account> | undefined>) | undefined
  /**
   * Stores what `restore` needs, once the wallet is connected. What it throws is ignored.
   * @default nothing is stored
   */
  remember?: ((wallet: ConnectedWallet<account>) => void) | undefined
  /**
   * Forgets a wallet after a disconnect, or after an attempt to connect it that failed. Nobody waits for it, and what it throws
   * is ignored.
   * @default nothing is forgotten
   */
  forget?: ((wallet: ConnectedWallet<account>, options: ForgetOptions) => Promise<void> | void) | undefined
  /**
   * Prepares what `connect` needs, such as a session key. Called at the first request and after each disconnect.
   * @default nothing is prepared
   */
  prepare?: (() => void) | undefined
}

/** What `passkeyWallet` knows of the connected user. */
export type WalletRecords = {
  /** Returns the wallet: the active one, or the one with this address. `undefined` if it is not connected. */
  getWallet(address?: Address): PasskeyWallet | undefined
  /** Returns the session that signs without prompts, `undefined` without one or after its end. */
  getSession(): Session | undefined
  /**
   * Ends the session, here and at the signer: the next signature prompts. The stored session of this user ends too, if another
   * tab began it. The user stays connected. A signer that cannot be reached keeps the session until it expires. Does nothing
   * without a session.
   */
  endSession(): Promise<void>
}

/** What is about to be signed. */
export type ApprovalRequest = {
  /** The account that signs. */
  address: Address
  /** The chain: the transaction's, or the active one. */
  chain: Chain
} & (
  | {
      /** A message (EIP-191). */
      type: 'message'
      /** The message: text, or bytes in hex as `{ raw }`. */
      message: SignableMessage
    }
  | {
      /** Typed data (EIP-712). */
      type: 'typedData'
      /** The typed data: what its types name, and the type of its domain. Bytes are in hex. */
      typedData: TypedDataDefinition
    }
  | {
      /** A transaction. */
      type: 'transaction'
      /** The transaction, with nonce, gas and fees. */
      transaction: TransactionSerializable
    }
  | {
      /** The calls of one `wallet_sendCalls`. */
      type: 'calls'
      /** One transaction for each call, in order, with nonce, gas and fees. */
      transactions: readonly TransactionSerializable[]
    }
  | {
      /** An authorization (EIP-7702): the account delegates to a contract. */
      type: 'authorization'
      /** The authorization: `address` is the contract. */
      authorization: AuthorizationRequest
    }
  | {
      /** A bare hash, which no method of the provider signs, but the account's `sign` does. */
      type: 'hash'
      /** The hash: 32 bytes, hex with 0x. */
      hash: Hash
    }
)

/**
 * Keeps strings between page loads, as `localStorage` does. The methods may be asynchronous. One that fails, or takes longer than
 * three seconds, costs the next page load its value, and nothing else.
 */
export type ProviderStorage = {
  /** Returns a stored string, or `null`. */
  getItem(key: string): string | null | Promise<string | null>
  /** Stores a string. */
  setItem(key: string, value: string): unknown
  /** Removes a stored string. */
  removeItem(key: string): unknown
}
