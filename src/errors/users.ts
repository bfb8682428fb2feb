import type { Address, Hex } from 'viem'
import type { Passkey } from '../records/passkey.js'
import type { PasskeyWallet } from '../records/passkeyWallet.js'
import { PasskeyAccountError } from './base.js'
import { toPlainText } from './toPlainText.js'

/**
 * The passkey was registered, but the sign-up handler did not return a wallet, or `signal` aborted before it did. `cause` is then
 * the signal's reason.
 *
 * Call `signUp` again with the `passkey` of this error: it does not prompt, and returns the wallet even if it was created the first time.
 */
export class SignUpError extends PasskeyAccountError {
  override get '~passkeyAccountError'(): string {
    return 'SignUpError'
  }
  /** The URL of the sign-up handler. */
  declare readonly url: string
  /** The HTTP status. 0 if the browser hides it (a redirect), `undefined` if no answer came. */
  declare readonly status: number | undefined
  /** The handler's reason, such as `passkey_taken` or `upstream_timeout`. `undefined` if the answer has none. */
  declare readonly reason: string | undefined
  /** The registered passkey. */
  declare readonly passkey: Passkey

  constructor({ reason, ...fields }: SignUpError.Parameters) {
    super(
      reason === 'passkey_taken'
        ? 'This passkey is already registered. If the user has signed up with it, call `signIn`. Otherwise call `signUp` without `passkey`, which registers a new one.'
        : 'The passkey was registered, but the sign-up handler returned no wallet. Call `signUp` again with the `passkey` of this error.',
      { ...fields, reason: reason && toPlainText(reason) },
    )
  }
}

export declare namespace SignUpError {
  type Parameters = {
    /** The URL of the sign-up handler. */
    url: string
    /** The registered passkey. */
    passkey: Passkey
    /** The HTTP status. */
    status?: number | undefined
    /** The handler's reason, such as `passkey_taken`. */
    reason?: string | undefined
    /** The handler's own message. */
    details?: string | undefined
    /** What `fetch` threw, or the reason of `signal`. */
    cause?: Error | undefined
  }
}

/**
 * The passkey was registered, but `addPasskey` did not finish. `cause` is why: a {@link PasskeyCancelledError} if the prompt to
 * add it was dismissed, or the reason of `signal`. Call `addPasskey` again with the `passkey` of this error.
 *
 * With `added`, the passkey was added, and the check that `verify` asks for did not succeed. Else `mayBeAdded` says whether the
 * signer may have added it.
 */
export class AddPasskeyError extends PasskeyAccountError {
  override get '~passkeyAccountError'(): string {
    return 'AddPasskeyError'
  }
  /** The registered passkey. */
  declare readonly passkey: Passkey
  /** The passkey that the signer says it added. `undefined` if it did not say so. */
  declare readonly added: AddPasskeyError.Parameters['added']
  /**
   * Whether the passkey may be one of the user's. Do not call {@link discardPasskey} then: browsers hide or delete the passkey.
   * `false` only if nothing was sent, or if the signer refused the request.
   */
  declare readonly mayBeAdded: boolean

  constructor({ mayBeAdded = false, ...fields }: AddPasskeyError.Parameters) {
    super(
      fields.added
        ? 'The passkey was added to the user, but it could not be confirmed. Do not rely on it until it has signed. Read `cause`, then let the user try it, or remove it.'
        : mayBeAdded
          ? 'The passkey was registered, but it is not known whether it was added to the user. Read `cause`, then call `addPasskey` again with the `passkey` of this error: it returns the passkey if it was added.'
          : 'The passkey was registered, but not added to the user. Call `addPasskey` again with the `passkey` of this error, or call `discardPasskey` so that the browser stops offering it.',
      { ...fields, mayBeAdded: mayBeAdded || fields.added !== undefined },
    )
  }
}

export declare namespace AddPasskeyError {
  type Parameters = {
    /** The registered passkey. */
    passkey: Passkey
    /** What `addPasskey` would have returned, if the passkey was added and not confirmed. */
    added?: Pick<PasskeyWallet, 'credentialId' | 'authenticatorId' | 'passkeyPublicKey' | 'userHandle'> | undefined
    /**
     * Whether the signer may have added the passkey.
     * @default whether `added` is set
     */
    mayBeAdded?: boolean | undefined
    /** Why it is not known that the passkey was added, or that it works. */
    cause: Error
  }
}

/** The session has expired. Nothing was sent. */
export class SessionExpiredError extends PasskeyAccountError {
  override get '~passkeyAccountError'(): string {
    return 'SessionExpiredError'
  }
  /** When the session expired, in milliseconds since the epoch. */
  declare readonly expiresAt: number

  constructor(fields: SessionExpiredError.Parameters) {
    super('The session has expired, so nothing was sent. Sign in again with a passkey.', fields)
  }
}

export declare namespace SessionExpiredError {
  type Parameters = {
    /** When the session expired, in milliseconds since the epoch. */
    expiresAt: number
  }
}

/** The browser could not store or load the session: IndexedDB is missing, full or blocked. */
export class SessionStorageError extends PasskeyAccountError {
  override get '~passkeyAccountError'(): string {
    return 'SessionStorageError'
  }

  constructor(fields: SessionStorageError.Parameters) {
    super(
      'The session could not be stored or loaded. Pass another `storage`, or sign with the passkey each time.',
      fields,
    )
  }
}

export declare namespace SessionStorageError {
  type Parameters = {
    /** What IndexedDB threw. */
    cause: Error
  }
}

/** The passkey is the user's only one, and without it the wallet would be lost. It was not removed. */
export class LastPasskeyError extends PasskeyAccountError {
  override get '~passkeyAccountError'(): string {
    return 'LastPasskeyError'
  }
  /** The credential id of the passkey, base64url. Cut to 20 characters if only the signer's list named it. */
  declare readonly credentialId: string

  constructor(fields: LastPasskeyError.Parameters) {
    super(
      "This is the user's only passkey, and without it the wallet is lost. Add another passkey before you remove it.",
      fields,
    )
  }
}

export declare namespace LastPasskeyError {
  type Parameters = {
    /** The credential id of the passkey, base64url. */
    credentialId: string
  }
}

/**
 * The wallet or the private key was imported, but the signer's record of it could not be read. `cause` is why. Another import would
 * be refused.
 */
export class ImportError extends PasskeyAccountError {
  override get '~passkeyAccountError'(): string {
    return 'ImportError'
  }
  /** What the import would have returned. Its id is what the signer's answer said. */
  declare readonly imported: ImportError.Parameters['imported']

  constructor(fields: ImportError.Parameters) {
    super(
      'The import succeeded, but could not be confirmed. Do not repeat it. Keep `imported`, and check that the signer lists its address, with `listWalletAccounts` or `getPrivateKey`.',
      fields,
    )
  }
}

export declare namespace ImportError {
  type Parameters = {
    /** What the import would have returned. */
    imported: {
      /** Id of the wallet, if it is one. */
      walletId?: string
      /** Id of the private key, if it is one. */
      privateKeyId?: string
      /** Address that the secret gives, EIP-55 checksummed. */
      address: Address
      /** Public key of the address: uncompressed SEC1 (65 bytes), hex with 0x. */
      publicKey: Hex
    }
    /** Why it could not be read. */
    cause: Error
  }
}
