import {
  ClockSkewError,
  NotPermittedError,
  SignerRequestError,
  StampRejectedError,
  UnknownCredentialError,
} from '../errors/signer.js'
import type { SignerClient } from './createSignerClient.js'
import { isObject } from './guards.js'

/** Such as CREDENTIAL_NOT_FOUND, PUBLIC_KEY_NOT_FOUND, CREDENTIAL_CONFLICT, API_KEY_EXPIRED. */
const unknownCredential = /^(CREDENTIAL|PUBLIC_KEY|API_KEY)_/

/**
 * Converts the signer's error response to the class that a caller would handle. Codes decide, never texts. Returns
 * `undefined` for a body that is not an error of a signer.
 */
export function toRequestError(
  { code, message, details, turnkeyErrorCode }: Record<string, unknown>,
  { client, url, response }: { client: SignerClient; url: string; response: Response },
): SignerRequestError | undefined {
  const { status, headers } = response
  if (typeof code !== 'number' || typeof message !== 'string') return undefined

  const reason = String(turnkeyErrorCode ?? '')
  // NaN if there is no `Date` header, or if a page of another origin may not read it.
  const skew = client.now() - Date.parse(headers.get('date') ?? '')
  // The signer's window: at most five minutes ahead, less than an hour old.
  const outside = skew > 300_000 || skew < -3_600_000
  const isClock = reason === 'INVALID_TIME' || (status === 400 && outside)

  const Class: new (fields: ClockSkewError.Parameters) => SignerRequestError = isClock
    ? ClockSkewError
    : unknownCredential.test(reason)
      ? UnknownCredentialError
      : status === 401
        ? StampRejectedError
        : status === 403
          ? NotPermittedError
          : SignerRequestError
  return new Class({
    url,
    status,
    grpcCode: code,
    turnkeyErrorCode: reason,
    details: message,
    errorDetails: [details].flat().filter(isObject),
    retryAfter: readRetryAfter(response),
    skew: isClock && skew ? skew : undefined,
  })
}

/** Reads `Retry-After` (RFC 9110, 10.2.3), given in seconds, as milliseconds. Its other form, a date, is ignored. */
export function readRetryAfter({ headers }: Response): number | undefined {
  return Number(headers.get('retry-after')) * 1000 || undefined
}
