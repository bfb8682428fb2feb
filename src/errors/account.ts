import { PasskeyAccountError } from './base.js'

/** The signer returned a signature that does not belong to the account. The signature is not passed on. */
export class SignatureMismatchError extends PasskeyAccountError {
  override get '~passkeyAccountError'(): string {
    return 'SignatureMismatchError'
  }
  /** The account's address. */
  declare readonly expected: string
  /** The address that the signature recovers to, in lower case. `undefined` if it recovers to none. */
  declare readonly received: string | undefined
  /** What is wrong with the signature, for people. */
  declare readonly reason: string

  constructor(fields: SignatureMismatchError.Parameters) {
    super(
      'The signature does not belong to this account. Check `address` and `signWith`. If they are right, do not trust the signer.',
      fields,
    )
  }
}

export declare namespace SignatureMismatchError {
  type Parameters = {
    /** The account's address. */
    expected: string
    /** The address that the signature recovers to. `undefined` if it recovers to none. */
    received: string | undefined
    /** What is wrong with the signature, for people. */
    reason: string
  }
}

/** The transaction has no `chainId`, so it would be valid on every chain. */
export class ChainIdMissingError extends PasskeyAccountError {
  override get '~passkeyAccountError'(): string {
    return 'ChainIdMissingError'
  }

  constructor() {
    super(
      "The transaction has no `chainId`, so every chain would accept it. Set it, or `type: 'legacy'` if you want that.",
    )
  }
}

/** The serializer leaves the signature out, so there is nothing to sign. */
export class TransactionNotSignableError extends PasskeyAccountError {
  override get '~passkeyAccountError'(): string {
    return 'TransactionNotSignableError'
  }
  /** The transaction's `type`. */
  declare readonly type: string

  constructor(fields: TransactionNotSignableError.Parameters) {
    super(
      "The serializer leaves the signature out. Use another transaction type, or the chain's own viem actions.",
      fields,
    )
  }
}

export declare namespace TransactionNotSignableError {
  type Parameters = {
    /** The transaction's `type`. */
    type: string
  }
}
