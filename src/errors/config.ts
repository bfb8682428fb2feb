import { PasskeyAccountError } from './base.js'

/** A parameter has a value that cannot be used. A mistake in the code, found before any prompt. */
export class InvalidParameterError extends PasskeyAccountError {
  override get '~passkeyAccountError'(): string {
    return 'InvalidParameterError'
  }
  /** The name of the parameter, such as `url` or `hash`. */
  declare readonly parameter: string
  /** The value that was passed. Empty if it could be a secret. */
  declare readonly value: string

  constructor({ message, ...fields }: InvalidParameterError.Parameters) {
    super(message, fields)
  }
}

export declare namespace InvalidParameterError {
  type Parameters = {
    /** The name of the parameter. */
    parameter: string
    /** The value that was passed. Empty if it could be a secret. */
    value: string
    /** What is wrong with the value, then what to pass. */
    message: string
    /** Why the value cannot be used, if another library says so. */
    cause?: Error | undefined
  }
}

/** The request must be stamped, and neither the client nor the call has a stamper. */
export class StamperMissingError extends PasskeyAccountError {
  override get '~passkeyAccountError'(): string {
    return 'StamperMissingError'
  }

  constructor() {
    super('This request needs a stamper. Pass `stamper` to the client or to this call.')
  }
}

/** The API key is not a valid P-256 key pair. The keys are never part of the message. */
export class InvalidApiKeyError extends PasskeyAccountError {
  override get '~passkeyAccountError'(): string {
    return 'InvalidApiKeyError'
  }
  /** What is wrong with the pair, for people. */
  declare readonly reason: string

  constructor(fields: InvalidApiKeyError.Parameters) {
    super(
      'The API key is not a valid P-256 key pair. Pass the compressed public key (33 bytes) and the private key (32 bytes) in hex.',
      fields,
    )
  }
}

export declare namespace InvalidApiKeyError {
  type Parameters = {
    /** What is wrong with the pair, without any of its bytes. */
    reason: string
    /** What the platform threw. */
    cause?: Error | undefined
  }
}

/** The value is not a signed request, or not the kind of signed request that this function takes. */
export class InvalidSignedRequestError extends PasskeyAccountError {
  override get '~passkeyAccountError'(): string {
    return 'InvalidSignedRequestError'
  }

  constructor() {
    super(
      'The signed request is malformed, or it is a query where an activity is expected. Create it with `stampRequest` and pass it on unchanged.',
    )
  }
}

/** WebCrypto is missing, or lacks P-256. Sessions, exports and imports need it, and so do checks of a passkey's signature. */
export class WebCryptoUnavailableError extends PasskeyAccountError {
  override get '~passkeyAccountError'(): string {
    return 'WebCryptoUnavailableError'
  }

  constructor(fields: WebCryptoUnavailableError.Parameters = {}) {
    super(
      'This platform has no WebCrypto with P-256. Use a current browser, on https or localhost, or install a polyfill of `crypto.subtle`.',
      fields,
    )
  }
}

export declare namespace WebCryptoUnavailableError {
  type Parameters = {
    /** What the platform threw. */
    cause?: Error | undefined
  }
}
