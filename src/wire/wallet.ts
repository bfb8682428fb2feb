import type { AddressFormat, Curve, PathFormat } from './enums.js'
import type { KeyAddress } from './results.js'
import type { Timestamp } from './timestamp.js'

/** A wallet: a seed, and the accounts derived from it. */
export type Wallet = {
  /** Id of the wallet. */
  walletId: string
  /** Name of the wallet. */
  walletName: string
  /** When the wallet was created. */
  createdAt: Timestamp
  /** When the wallet last changed. */
  updatedAt: Timestamp
  /** Whether the seed was exported. */
  exported: boolean
  /** Whether the seed was imported. */
  imported: boolean
}

/** An account derived from a wallet's seed. */
export type WalletAccount = {
  /** Id of the account. */
  walletAccountId: string
  /** The organization of the account. */
  organizationId: string
  /** Id of the wallet. */
  walletId: string
  /** The elliptic curve of the key. */
  curve: Curve
  /** The format of `path`. */
  pathFormat: PathFormat
  /** Derivation path, such as `m/44'/60'/0'/0/0`. */
  path: string
  /** How the address is made from the public key. */
  addressFormat: AddressFormat
  /** The address. EIP-55 checksummed for `ADDRESS_FORMAT_ETHEREUM`. */
  address: string
  /** When the account was created. */
  createdAt: Timestamp
  /** When the account last changed. */
  updatedAt: Timestamp
  /** Compressed SEC1 public key (33 bytes), hex without 0x. */
  publicKey?: string
  /** The wallet, if `includeWalletDetails` was set. */
  walletDetails?: Wallet
  /** Name of the account. */
  name?: string
  /** CAIP-2 namespace of the chains on which the account can be used, such as `eip155`. */
  caip2Prefix?: string
}

/** A private key outside any wallet. */
export type PrivateKey = {
  /** Id of the private key. */
  privateKeyId: string
  /** Compressed SEC1 public key (33 bytes), hex without 0x. */
  publicKey: string
  /** Name of the private key. */
  privateKeyName: string
  /** The elliptic curve of the key. */
  curve: Curve
  /** Addresses of the private key. */
  addresses: KeyAddress[]
  /** Ids of the private key's tags. */
  privateKeyTags: string[]
  /** When the private key was created. */
  createdAt: Timestamp
  /** When the private key last changed. */
  updatedAt: Timestamp
  /** Whether the private key was exported. */
  exported: boolean
  /** Whether the private key was imported. */
  imported: boolean
}
