import type { HashFunction, PayloadEncoding, TransactionType } from './enums.js'

/** Signs one payload. */
export type SignRawPayloadIntentV2 = {
  /** Address of the wallet account, EIP-55 checksummed (case-sensitive), or id of a private key. */
  signWith: string
  /** What to sign, in `encoding`. With `HASH_FUNCTION_NO_OP` and a hexadecimal encoding: a 32-byte digest. */
  payload: string
  /** How `payload` is encoded. */
  encoding: PayloadEncoding
  /** The hash applied to the decoded payload. */
  hashFunction: HashFunction
}

/** Signs several payloads with one key. */
export type SignRawPayloadsIntent = {
  /** Address of the wallet account, EIP-55 checksummed (case-sensitive), or id of a private key. */
  signWith: string
  /** What to sign, each in `encoding`. With `HASH_FUNCTION_NO_OP` and a hexadecimal encoding: 32-byte digests. */
  payloads: string[]
  /** How each payload is encoded. */
  encoding: PayloadEncoding
  /** The hash applied to each decoded payload. */
  hashFunction: HashFunction
}

/** Signs a transaction. */
export type SignTransactionIntentV2 = {
  /** Address of the wallet account, EIP-55 checksummed (case-sensitive), or id of a private key. */
  signWith: string
  /** The unsigned serialized transaction, hex with or without 0x. EIP-4844 transactions go without their sidecars. */
  unsignedTransaction: string
  /** `TRANSACTION_TYPE_ETHEREUM` for every Ethereum transaction type. */
  type: TransactionType
}
