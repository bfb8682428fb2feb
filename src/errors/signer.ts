import type { RpcStatus } from '../wire/activity.js'
import { PasskeyAccountError } from './base.js'

/** The base class of the errors between the client and the signer. */
export class SignerError extends PasskeyAccountError {
  override get '~passkeyAccountError'(): string {
    return 'SignerError'
  }
  /** The URL of the request. */
  declare readonly url: string
  /** The HTTP status. 0 if the browser hides it (a redirect), `undefined` if no answer came. */
  declare readonly status: number | undefined
  /** When to try again, in milliseconds from now. `undefined` if the answer has no `Retry-After`. */
  declare readonly retryAfter: number | undefined
}

/** No request got through: the signer is down, the URL is wrong, or the network or CORS is in the way. */
export class SignerUnreachableError extends SignerError {
  override get '~passkeyAccountError'(): string {
    return 'SignerUnreachableError'
  }

  constructor({ isCustomFetch, ...fields }: SignerUnreachableError.Parameters) {
    super(
      `The signer cannot be reached. Check that it runs, that \`url\` is right, and that ${isCustomFetch ? '`fetchFn` takes a Request, or wrap it: `(request) => fetchFn(request.url, request)`' : 'it allows this origin (CORS)'}.`,
      fields,
    )
  }
}

export declare namespace SignerUnreachableError {
  type Parameters = {
    /** The URL of the request. */
    url: string
    /** What `fetch` threw. */
    cause: Error
    /** Whether the client has a `fetchFn` of its caller. */
    isCustomFetch?: boolean | undefined
  }
}

/** The connection broke in the middle of an answer. The signer may have executed the request. */
export class SignerConnectionLostError extends SignerError {
  override get '~passkeyAccountError'(): string {
    return 'SignerConnectionLostError'
  }

  constructor(fields: SignerConnectionLostError.Parameters) {
    super(
      'The connection broke during the answer. The signer may have executed the request. The same signed request can be sent again for an hour: it is executed once.',
      fields,
    )
  }
}

export declare namespace SignerConnectionLostError {
  type Parameters = {
    /** The URL of the request. */
    url: string
    /** What `fetch` threw. */
    cause: Error
  }
}

/**
 * An HTTP request took longer than the client's `timeout`, or an activity was still unfinished after an hour. The signer may have
 * executed the request.
 */
export class SignerTimeoutError extends SignerError {
  override get '~passkeyAccountError'(): string {
    return 'SignerTimeoutError'
  }
  /** How long it took at least, in milliseconds: the `timeout` of the client or of the proxy, or an hour for an activity. */
  declare readonly timeout: number

  constructor(fields: SignerTimeoutError.Parameters) {
    super(
      'The signer did not finish within `timeout`. The signer may have executed the request. The same signed request can be sent again for an hour: it is executed once.',
      fields,
    )
  }
}

export declare namespace SignerTimeoutError {
  type Parameters = {
    /** The URL of the request. */
    url: string
    /** How long it took at least, in milliseconds. */
    timeout: number
  }
}

/** The answer does not come from a signer: it is not JSON, has another shape, is too large, or is a redirect. */
export class SignerAnswerError extends SignerError {
  override get '~passkeyAccountError'(): string {
    return 'SignerAnswerError'
  }
  declare readonly status: number
  /** What is wrong with the answer, for people. */
  declare readonly reason: string

  constructor(fields: SignerAnswerError.Parameters) {
    super('The answer does not come from a signer. Check that `url` is that of a signer or of your proxy.', fields)
  }
}

export declare namespace SignerAnswerError {
  type Parameters = {
    /** The URL of the request. */
    url: string
    /** The HTTP status. 0 if the browser hides it (a redirect). */
    status: number
    /** What is wrong with the answer, for people. */
    reason: string
    /** When to try again, in milliseconds from now. */
    retryAfter?: number | undefined
  }
}

/** The signer refused the request. More precise classes extend this one. */
export class SignerRequestError extends SignerError {
  override get '~passkeyAccountError'(): string {
    return 'SignerRequestError'
  }
  declare readonly status: number
  // Not called `code`: viem takes a `code` of 3 for a transaction that was reverted.
  /** The gRPC status code. */
  declare readonly grpcCode: number
  /** More precise than `grpcCode`, such as `REQUEST_INVALID`. May be empty, and signers may add values. */
  declare readonly turnkeyErrorCode: string
  /** The `details` of the signer's error body. */
  declare readonly errorDetails: RpcStatus['details']

  constructor(
    { isInMemory, ...fields }: SignerRequestError.Parameters,
    message: string = fields.status === 429
      ? 'Too many requests. Wait for `retryAfter` milliseconds if it is set, then try again.'
      : 'The signer refused the request. Correct what `details` names, then send a new request.',
  ) {
    const hint = ' This signer keeps wallets in memory only: start it with `--database`, or sign up again.'
    super(isInMemory ? message + hint : message, fields)
  }
}

export declare namespace SignerRequestError {
  type Parameters = {
    /** The URL of the request. */
    url: string
    /** The HTTP status. */
    status: number
    /** The gRPC status code. */
    grpcCode: number
    /** More precise than `grpcCode`. May be empty. */
    turnkeyErrorCode: string
    /** The signer's own message. */
    details: string
    /** The `details` of the signer's error body. */
    errorDetails: RpcStatus['details']
    /** When to try again, in milliseconds from now. */
    retryAfter?: number | undefined
    /** Whether a local signer says that it keeps everything in memory. */
    isInMemory?: boolean | undefined
  }
}

/** The stamp is missing or malformed, or its signature is wrong. */
export class StampRejectedError extends SignerRequestError {
  override get '~passkeyAccountError'(): string {
    return 'StampRejectedError'
  }

  constructor(fields: SignerRequestError.Parameters) {
    super(fields, 'The signer rejected the stamp. Check the RP ID and the origin, and that nothing changes the body.')
  }
}

/** The signer does not know the passkey or API key behind the stamp in this organization, or no longer does. */
export class UnknownCredentialError extends SignerRequestError {
  override get '~passkeyAccountError'(): string {
    return 'UnknownCredentialError'
  }
  /**
   * Credential id of the passkey that the user picked, base64url without padding. Set by {@link signIn} and {@link startAutofill}
   * only. {@link forgetPasskey} takes it, if the user asks for that.
   */
  declare readonly credentialId: string | undefined

  constructor(fields: SignerRequestError.Parameters) {
    super(
      fields,
      'The signer does not know this passkey or key in this organization. Check `organizationId`, or use one that is registered there.',
    )
  }
}

/** The passkey or API key is registered in more than one organization, and the request names none of them. */
export class CredentialConflictError extends SignerRequestError {
  override get '~passkeyAccountError'(): string {
    return 'CredentialConflictError'
  }

  constructor(fields: SignerRequestError.Parameters) {
    super(
      fields,
      'This passkey or key is registered in more than one organization. Pass the `organizationId` of the wallet, not of the parent.',
    )
  }
}

/** The request's timestamp is outside the signer's window: it must be less than an hour old and at most five minutes ahead. */
export class ClockSkewError extends SignerRequestError {
  override get '~passkeyAccountError'(): string {
    return 'ClockSkewError'
  }
  /** By how much this clock is ahead of the signer's, in milliseconds; negative if behind. `undefined` if the answer has no `Date`. */
  declare readonly skew: number | undefined

  constructor(fields: ClockSkewError.Parameters) {
    super(fields, "The clock here differs too much from the signer's. Correct it, then try again.")
  }
}

export declare namespace ClockSkewError {
  type Parameters = SignerRequestError.Parameters & {
    /** By how much this clock is ahead of the signer's, in milliseconds. */
    skew?: number | undefined
  }
}
