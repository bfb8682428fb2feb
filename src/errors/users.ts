import type { Passkey } from '../records/passkey.js'
import { PasskeyAccountError } from './base.js'

/**
 * The passkey was registered, and the app's sign-up handler did not answer with its wallet. Call `signUp` again with this error's
 * `passkey`: it posts again, prompts nobody, and gets the wallet that may have been made already.
 */
export class SignUpError extends PasskeyAccountError {
  override get '~passkeyAccountError'(): string {
    return 'SignUpError'
  }
  declare readonly url: string
  /** HTTP status; 0 where the browser hides it (a redirect), undefined where no answer came. */
  declare readonly status: number | undefined
  /** The handler's, such as `passkey_taken` or `upstream_timeout`; undefined where the answer has none. */
  declare readonly reason: string | undefined
  declare readonly passkey: Passkey
  constructor(fields: SignUpError.Parameters) {
    super('The wallet was not made. Call `signUp` again with the `passkey` of this error.', fields)
  }
}

export declare namespace SignUpError {
  type Parameters = {
    url: string
    passkey: Passkey
    status?: number | undefined
    reason?: string | undefined
    /** The handler's own words. */
    details?: string | undefined
    cause?: Error | undefined
  }
}

/** The session is over. Nothing was sent; the user signs in again, with a passkey. */
export class SessionExpiredError extends PasskeyAccountError {
  override get '~passkeyAccountError'(): string {
    return 'SessionExpiredError'
  }
  /** Milliseconds since the epoch. */
  declare readonly expiresAt: number
  constructor(fields: { expiresAt: number }) {
    super('The session is over. Sign in again.', fields)
  }
}

/** The browser did not keep the session, or did not give it back: IndexedDB is missing, full or blocked. */
export class SessionStorageError extends PasskeyAccountError {
  override get '~passkeyAccountError'(): string {
    return 'SessionStorageError'
  }
  constructor(fields: { cause: Error }) {
    super('Sessions cannot be stored here. Give a `storage`, or do without sessions.', fields)
  }
}

/** This is the user's only passkey: without it the wallet is lost. */
export class LastPasskeyError extends PasskeyAccountError {
  override get '~passkeyAccountError'(): string {
    return 'LastPasskeyError'
  }
  declare readonly credentialId: string
  constructor(fields: { credentialId: string }) {
    super('The last passkey stays: without it the wallet is lost. Add another one first.', fields)
  }
}
