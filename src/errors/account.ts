import { PasskeyAccountError } from './base.js'

/** A signature came back that is not the account's over what was asked. It is not returned. */
export class SignatureMismatchError extends PasskeyAccountError {
  override name = 'SignatureMismatchError'
  /** The account's address. */
  declare readonly expected: string
  /** The address that the signature recovers to; `undefined` where it recovers to none. */
  declare readonly received: string | undefined
  /** How that shows. */
  declare readonly reason: string
  constructor(fields: SignatureMismatchError.Parameters) {
    super("The signature is not the account's.", 'Check `address` and `signWith`, then the signer.', fields)
  }
}

export declare namespace SignatureMismatchError {
  type Parameters = { expected: string; received: string | undefined; reason: string }
}

/** `publicKey` and `address` do not belong together, or `publicKey` is none. */
export class InvalidPublicKeyError extends PasskeyAccountError {
  override name = 'InvalidPublicKeyError'
  declare readonly publicKey: string
  declare readonly address: string
  constructor(fields: { publicKey: string; address: string }) {
    super('The public key does not belong to the address.', 'Give the right one, or leave it out.', fields)
  }
}

/** A transaction without `chainId` could be replayed on every chain. */
export class ChainIdMissingError extends PasskeyAccountError {
  override name = 'ChainIdMissingError'
  constructor() {
    super('The transaction has no `chainId`.', "Give one. A pre-EIP-155 transaction has to say `type: 'legacy'`.")
  }
}

/** The serializer leaves the signature out of the signed form: there would be nothing to sign. */
export class TransactionNotSignableError extends PasskeyAccountError {
  override name = 'TransactionNotSignableError'
  declare readonly type: string
  constructor(fields: { type: string }) {
    super('This type of transaction carries no signature.', "Use the chain's own actions, or another type.", fields)
  }
}

/** `sign` takes a 32-byte hash. */
export class InvalidHashError extends PasskeyAccountError {
  override name = 'InvalidHashError'
  declare readonly hash: string
  constructor(fields: { hash: string }) {
    super('This is not a 32-byte hash.', 'For text use `signMessage`.', fields)
  }
}
