import type { RpcStatus } from '../wire/activity.js'
import { PasskeyAccountError } from './base.js'

/** What went wrong between this client and the signer. */
export class SignerError extends PasskeyAccountError {
  override get '~passkeyAccountError'(): string {
    return 'SignerError'
  }
  declare readonly url: string
  /** HTTP status; 0 where the browser hides it (a redirect), undefined where no answer came. */
  declare readonly status: number | undefined
  /** Milliseconds after which to try again, where the answer says so (`Retry-After`). */
  declare readonly retryAfter: number | undefined
}

/** No request got through: the signer is down, the address is wrong, or the network (or CORS) is in the way. */
export class SignerUnreachableError extends SignerError {
  override get '~passkeyAccountError'(): string {
    return 'SignerUnreachableError'
  }
  constructor(fields: { url: string; cause: Error }) {
    super('The signer cannot be reached. Does it run, and allow this origin?', fields)
  }
}

/** The connection broke in the middle of an answer. The signer may have done what was asked; the same signed request may be sent again. */
export class SignerConnectionLostError extends SignerError {
  override get '~passkeyAccountError'(): string {
    return 'SignerConnectionLostError'
  }
  constructor(fields: { url: string; cause: Error }) {
    super('The connection broke. The same signed request may be sent again.', fields)
  }
}

/** One HTTP request took longer than the client's `timeout`. The signer may have done what was asked; the same signed request may be sent again. */
export class SignerTimeoutError extends SignerError {
  override get '~passkeyAccountError'(): string {
    return 'SignerTimeoutError'
  }
  /** Milliseconds. */
  declare readonly timeout: number
  constructor(fields: { url: string; timeout: number }) {
    super('The signer took too long. The same signed request may be sent again.', fields)
  }
}

/** An answer came, and it is not the signer's: no JSON, another shape, too large, or a redirect. */
export class SignerAnswerError extends SignerError {
  override get '~passkeyAccountError'(): string {
    return 'SignerAnswerError'
  }
  declare readonly status: number
  /** What is wrong with it. */
  declare readonly reason: string
  constructor(fields: SignerAnswerError.Parameters) {
    super('The answer cannot be understood. Is this the URL of a signer?', fields)
  }
}

export declare namespace SignerAnswerError {
  type Parameters = { url: string; status: number; reason: string; retryAfter?: number | undefined }
}

/** The signer refused the request, in its own words. More precise classes extend this one. */
export class SignerRequestError extends SignerError {
  override get '~passkeyAccountError'(): string {
    return 'SignerRequestError'
  }
  declare readonly status: number
  /** gRPC status code. Not called `code`: there, viem takes a 3 for a transaction that was reverted. */
  declare readonly grpcCode: number
  /** Finer than `grpcCode`; an open set, may be empty. */
  declare readonly turnkeyErrorCode: string
  declare readonly errorDetails: RpcStatus['details']
  constructor({ hint, ...fields }: SignerRequestError.Parameters) {
    super(`The signer refused the request. ${hint}`, fields)
  }
}

export declare namespace SignerRequestError {
  type Parameters = {
    url: string
    status: number
    grpcCode: number
    turnkeyErrorCode: string
    /** The signer's own words. */
    details: string
    errorDetails: RpcStatus['details']
    retryAfter?: number | undefined
    skew?: number | undefined
    /** What to do. */
    hint: string
  }
}

/** The stamp does not vouch for this request: missing, malformed, or its signature is wrong. */
export class StampRejectedError extends SignerRequestError {
  override get '~passkeyAccountError'(): string {
    return 'StampRejectedError'
  }
}

/** The signer does not know the passkey or key behind the stamp, or no longer (deleted, expired), in this organization. */
export class UnknownCredentialError extends SignerRequestError {
  override get '~passkeyAccountError'(): string {
    return 'UnknownCredentialError'
  }
}

/** The credential is known and may not do this. */
export class NotPermittedError extends SignerRequestError {
  override get '~passkeyAccountError'(): string {
    return 'NotPermittedError'
  }
}

/** The request's timestamp is outside the signer's window: less than an hour old, at most five minutes ahead. */
export class ClockSkewError extends SignerRequestError {
  override get '~passkeyAccountError'(): string {
    return 'ClockSkewError'
  }
  /** Milliseconds by which this clock is ahead of the signer's (negative: behind); undefined where the answer does not say. */
  declare readonly skew: number | undefined
}
