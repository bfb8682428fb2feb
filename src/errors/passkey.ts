import { UserRejectedRequestError } from 'viem'
import { PasskeyAccountError } from './base.js'

/**
 * The passkey prompt was dismissed or timed out: browsers do not tell the two apart.
 *
 * `cause` is viem's `UserRejectedRequestError`, which dapps look for, and its `cause` is the browser's exception.
 */
export class PasskeyCancelledError extends PasskeyAccountError {
  override get '~passkeyAccountError'(): string {
    return 'PasskeyCancelledError'
  }
  /** EIP-1193: the user rejected the request. */
  declare readonly code: 4001

  constructor({ cause }: PasskeyCancelledError.Parameters) {
    const rejected = new UserRejectedRequestError(cause)
    super('The passkey prompt was dismissed or timed out. Let the user start again.', { code: 4001, cause: rejected })
  }
}

export declare namespace PasskeyCancelledError {
  type Parameters = {
    /** The browser's exception. */
    cause: Error
  }
}

/** Passkeys cannot be used here, and trying again does not change that. */
export class PasskeyUnsupportedError extends PasskeyAccountError {
  override get '~passkeyAccountError'(): string {
    return 'PasskeyUnsupportedError'
  }
  /**
   * Why passkeys cannot be used:
   *
   * - `missing`: there is no WebAuthn, and no ceremony function was passed.
   * - `autofill`: there is WebAuthn, but no autofill for {@link startAutofill}.
   * - `frame`: the page is in a frame that is not allowed to use passkeys.
   * - `authenticator`: no authenticator can create a passkey of this kind.
   */
  declare readonly reason: 'missing' | 'autofill' | 'frame' | 'authenticator'

  // The message comes with the parameters, so that an app does not bundle those of functions that it does not call.
  constructor({ message = 'Passkeys cannot be used here.', ...fields }: PasskeyUnsupportedError.Parameters) {
    super(message, fields)
  }
}

export declare namespace PasskeyUnsupportedError {
  type Parameters = {
    /** Why passkeys cannot be used. */
    reason: 'missing' | 'autofill' | 'frame' | 'authenticator'
    /**
     * What is missing, and what to do about it.
     * @default 'Passkeys cannot be used here.'
     */
    message?: string | undefined
    /** The browser's exception. */
    cause?: Error | undefined
  }
}

/** The page is not a secure context. Browsers offer passkeys on https and on localhost only. */
export class InsecureContextError extends PasskeyAccountError {
  override get '~passkeyAccountError'(): string {
    return 'InsecureContextError'
  }
  /** The page's origin. */
  declare readonly origin: string

  constructor(fields: InsecureContextError.Parameters) {
    super('Passkeys need https or localhost. Serve the page from one of them.', fields)
  }
}

export declare namespace InsecureContextError {
  type Parameters = {
    /** The page's origin. */
    origin: string
  }
}

/** The RP ID is missing or malformed, or this origin may not use it. */
export class InvalidRpIdError extends PasskeyAccountError {
  override get '~passkeyAccountError'(): string {
    return 'InvalidRpIdError'
  }
  /** The RP ID that was passed. */
  declare readonly rpId: string
  /** The page's origin. `undefined` outside of pages. */
  declare readonly origin: string | undefined

  constructor(fields: InvalidRpIdError.Parameters) {
    // IPv4, or IPv6 in brackets, as a host or an origin.
    const ipAddress = /^(https?:\/\/)?(\d+(\.\d+){3}|\[.*\])(:\d+)?$/
    super(
      [fields.rpId, fields.origin].some((host) => ipAddress.test(`${host}`))
        ? 'An IP address cannot have passkeys. Open the page as http://localhost with its port, or at an https host name, and pass that name as the RP ID.'
        : "This RP ID cannot be used here. Pass the page's domain or a parent of it, such as `example.com`.",
      fields,
    )
  }
}

export declare namespace InvalidRpIdError {
  type Parameters = {
    /** The RP ID that was passed. */
    rpId: string
    /** The page's origin. `undefined` outside of pages. */
    origin?: string | undefined
    /** The browser's exception. */
    cause?: Error | undefined
  }
}

/** The authenticator already holds one of the passkeys in `excludeCredentials`. */
export class PasskeyAlreadyRegisteredError extends PasskeyAccountError {
  override get '~passkeyAccountError'(): string {
    return 'PasskeyAlreadyRegisteredError'
  }

  constructor(fields: PasskeyAlreadyRegisteredError.Parameters) {
    super(
      'This authenticator already holds a passkey of this user. Sign in with it, or register another authenticator.',
      fields,
    )
  }
}

export declare namespace PasskeyAlreadyRegisteredError {
  type Parameters = {
    /** The browser's exception. */
    cause: Error
  }
}

/** No authenticator can store a passkey and verify its user as required. */
export class PasskeyConstraintError extends PasskeyAccountError {
  override get '~passkeyAccountError'(): string {
    return 'PasskeyConstraintError'
  }

  constructor(fields: PasskeyConstraintError.Parameters) {
    super(
      'No authenticator here can store a passkey and verify its user as required. Use another device or a security key.',
      fields,
    )
  }
}

export declare namespace PasskeyConstraintError {
  type Parameters = {
    /** The browser's exception. */
    cause: Error
  }
}

const ceremony = {
  pending: 'Another library or another copy of this package has a passkey request open. End it, then try again.',
  failed: 'The passkey ceremony failed. Read `cause`, or try another authenticator.',
}

/** The ceremony failed for a reason that has no class. `cause` is what the browser or the authenticator threw. */
export class PasskeyCeremonyError extends PasskeyAccountError {
  override get '~passkeyAccountError'(): string {
    return 'PasskeyCeremonyError'
  }
  /**
   * Why the ceremony failed:
   *
   * - `pending`: another request is open in the page, such as the autofill of another library.
   * - `failed`: something else; read `cause`.
   */
  declare readonly reason: 'pending' | 'failed'

  constructor(fields: PasskeyCeremonyError.Parameters) {
    super(ceremony[fields.reason], fields)
  }
}

export declare namespace PasskeyCeremonyError {
  type Parameters = {
    /** Why the ceremony failed. */
    reason: 'pending' | 'failed'
    /** What the browser or the authenticator threw. */
    cause: Error
  }
}
