import { PasskeyAccountError } from './base.js'

/** The URL of the signer is none. */
export class InvalidSignerUrlError extends PasskeyAccountError {
  override name = 'InvalidSignerUrlError'
  declare readonly url: string
  constructor(fields: { url: string }) {
    super('This is not the URL of a signer.', 'Give an http(s) URL without credentials, query or fragment.', fields)
  }
}

/** Something has to vouch for the request, and neither the client nor the call has a stamper. */
export class StamperMissingError extends PasskeyAccountError {
  override name = 'StamperMissingError'
  constructor() {
    super('There is no stamper.', 'Give one to `createSignerClient`, or to this call.')
  }
}

/** The API key pair is malformed or does not belong together. The keys are never part of the message. */
export class InvalidApiKeyError extends PasskeyAccountError {
  override name = 'InvalidApiKeyError'
  declare readonly reason: string
  constructor(fields: { reason: string; cause?: Error | undefined }) {
    super(
      'The API key cannot be used.',
      'A P-256 pair: `publicKey` is 33 bytes (SEC1 compressed), `privateKey` 32 bytes, both in hex.',
      fields,
    )
  }
}

/** A signed request is a stamped body and the path it is for; this is none, or not one of an activity. */
export class InvalidSignedRequestError extends PasskeyAccountError {
  override name = 'InvalidSignedRequestError'
  declare readonly url: string
  constructor(fields: { url: string }) {
    super('This is not a signed request that can be sent.', 'Make it with `stampRequest`.', fields)
  }
}
