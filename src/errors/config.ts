import { PasskeyAccountError } from './base.js'

/** A value that was given cannot be used. A mistake in the code, nothing for the user. */
export class InvalidParameterError extends PasskeyAccountError {
  override get '~passkeyAccountError'(): string {
    return 'InvalidParameterError'
  }
  /** `url`, `publicKey` or `hash`. */
  declare readonly parameter: string
  /** Empty where it could be a secret. */
  declare readonly value: string
  constructor(parameter: string, value: string, message: string) {
    super(message, { parameter, value })
  }
}

/** Something has to vouch for the request, and neither the client nor the call has a stamper. */
export class StamperMissingError extends PasskeyAccountError {
  override get '~passkeyAccountError'(): string {
    return 'StamperMissingError'
  }
  constructor() {
    super('Give a stamper to `createSignerClient`, or to this call.')
  }
}

/** The API key pair is malformed or does not belong together. The keys are never part of the message. */
export class InvalidApiKeyError extends PasskeyAccountError {
  override get '~passkeyAccountError'(): string {
    return 'InvalidApiKeyError'
  }
  declare readonly reason: string
  constructor(fields: { reason: string; cause?: Error | undefined }) {
    super(
      'The API key cannot be used. Give a P-256 pair: a compressed public key and 32 private bytes, in hex.',
      fields,
    )
  }
}

/** A signed request is a stamped body and the path it is for; this is none, or not one of an activity. */
export class InvalidSignedRequestError extends PasskeyAccountError {
  override get '~passkeyAccountError'(): string {
    return 'InvalidSignedRequestError'
  }
  constructor() {
    super('This is not a signed request that can be sent. Make it with `stampRequest`.')
  }
}
