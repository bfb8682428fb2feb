/** The wallet that a request is about, and the account of it. */
export type PolicyWallet = {
  /** Id of the wallet. */
  id: string
  /** Name of the wallet. */
  label?: string | undefined
  /** Whether it was imported. */
  imported?: boolean | undefined
  /** Whether it has been exported. */
  exported?: boolean | undefined
  /**
   * Address of the account, in its format: with the checksum of EIP-55, or a public key.
   * @default what the request names
   */
  address?: string | undefined
  /**
   * Ethereum address of the account: `eth.tx.from`.
   * @default `address`, if it is in Ethereum's format
   */
  ethereumAddress?: string | undefined
  /** Derivation path of the account, such as `m/44'/60'/0'/0/0`. Policies see it in exports of an account. */
  path?: string | undefined
}

/** The private key that a request is about. */
export type PolicyPrivateKey = {
  /** Id of the private key. */
  id: string
  /** Name of the private key. */
  label?: string | undefined
  /**
   * Ids of its tags.
   * @default []
   */
  tags?: readonly string[] | undefined
  /** Whether it was imported. */
  imported?: boolean | undefined
  /** Whether it has been exported. */
  exported?: boolean | undefined
  /** Its Ethereum address: `eth.tx.from`. */
  address?: string | undefined
}
