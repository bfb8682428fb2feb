import { UserRejectedRequestError } from 'viem'
import { PasskeyAccountError } from './base.js'

/**
 * The prompt was dismissed, or it timed out: browsers do not tell the two apart.
 *
 * `cause` is viem's `UserRejectedRequestError`, where dapps look for a refusal, and its cause the browser's own exception.
 */
export class PasskeyCancelledError extends PasskeyAccountError {
  override get '~passkeyAccountError'(): string {
    return 'PasskeyCancelledError'
  }
  /** EIP-1193: the user rejected the request. */
  declare readonly code: 4001
  constructor({ cause }: { cause: Error }) {
    const rejected = new UserRejectedRequestError(cause)
    super('The passkey prompt was dismissed or timed out. Ask again.', { code: 4001, cause: rejected })
  }
}

/** Passkeys are out of reach here; asking again changes nothing. */
export class PasskeyUnsupportedError extends PasskeyAccountError {
  override get '~passkeyAccountError'(): string {
    return 'PasskeyUnsupportedError'
  }
  /**
   * `missing`: there is no WebAuthn, and no ceremony function was given in its place. `frame`: the page is in a frame that may not use it.
   * `authenticator`: none here makes passkeys of this kind.
   */
  declare readonly reason: 'missing' | 'frame' | 'authenticator'
  constructor(fields: PasskeyUnsupportedError.Parameters) {
    super('Passkeys cannot be used here. Use another browser or device, or give a ceremony function.', fields)
  }
}

export declare namespace PasskeyUnsupportedError {
  type Parameters = { reason: 'missing' | 'frame' | 'authenticator'; cause?: Error | undefined }
}

/** Browsers offer WebAuthn on https and on localhost only. */
export class InsecureContextError extends PasskeyAccountError {
  override get '~passkeyAccountError'(): string {
    return 'InsecureContextError'
  }
  declare readonly origin: string
  constructor(fields: { origin: string }) {
    super('Passkeys need https, or localhost.', fields)
  }
}

/** The RP ID is missing or malformed, or this origin may not use it. */
export class InvalidRpIdError extends PasskeyAccountError {
  override get '~passkeyAccountError'(): string {
    return 'InvalidRpIdError'
  }
  declare readonly rpId: string
  /** Undefined outside a page. */
  declare readonly origin: string | undefined
  constructor(fields: InvalidRpIdError.Parameters) {
    super('This RP ID cannot be used here. Give the domain of the page or a parent of it.', fields)
  }
}

export declare namespace InvalidRpIdError {
  type Parameters = { rpId: string; origin?: string | undefined; cause?: Error | undefined }
}

/** This authenticator holds one of the passkeys in `excludeCredentials` already. */
export class PasskeyAlreadyRegisteredError extends PasskeyAccountError {
  override get '~passkeyAccountError'(): string {
    return 'PasskeyAlreadyRegisteredError'
  }
  constructor(fields: { cause: Error }) {
    super('This authenticator already holds a passkey for this user. Sign in with it, or use another one.', fields)
  }
}

/** No authenticator here can do what was required: verify its user, or keep a passkey. */
export class PasskeyConstraintError extends PasskeyAccountError {
  override get '~passkeyAccountError'(): string {
    return 'PasskeyConstraintError'
  }
  constructor(fields: { cause: Error }) {
    super('No authenticator here can verify its user and keep a passkey as required. Use another one.', fields)
  }
}

/** The ceremony failed for a reason that is neither the user's nor one of the above; `cause` is what the platform said. */
export class PasskeyCeremonyError extends PasskeyAccountError {
  override get '~passkeyAccountError'(): string {
    return 'PasskeyCeremonyError'
  }
  constructor(fields: { cause: Error }) {
    super('The passkey ceremony failed. The cause says why.', fields)
  }
}
