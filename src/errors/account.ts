import { PasskeyAccountError } from './base.js'

/** A signature came back that is not the account's over what was asked. It is not returned. */
export class SignatureMismatchError extends PasskeyAccountError {
  override get '~passkeyAccountError'(): string {
    return 'SignatureMismatchError'
  }
  /** The account's address. */
  declare readonly expected: string
  /** The address that the signature recovers to; `undefined` where it recovers to none. */
  declare readonly received: string | undefined
  /** How that shows. */
  declare readonly reason: string
  constructor(fields: SignatureMismatchError.Parameters) {
    super("The signature is not the account's. Check `address` and `signWith`, then the signer.", fields)
  }
}

export declare namespace SignatureMismatchError {
  type Parameters = { expected: string; received: string | undefined; reason: string }
}

/** A transaction without `chainId` could be replayed on every chain. */
export class ChainIdMissingError extends PasskeyAccountError {
  override get '~passkeyAccountError'(): string {
    return 'ChainIdMissingError'
  }
  constructor() {
    super("Give a `chainId`, or `type: 'legacy'`.")
  }
}

/** The serializer leaves the signature out of the signed form: there would be nothing to sign. */
export class TransactionNotSignableError extends PasskeyAccountError {
  override get '~passkeyAccountError'(): string {
    return 'TransactionNotSignableError'
  }
  declare readonly type: string
  constructor(fields: { type: string }) {
    super("This type of transaction carries no signature. Use the chain's own actions.", fields)
  }
}
