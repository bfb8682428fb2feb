import {
  ClockSkewError,
  NotPermittedError,
  SignerAnswerError,
  SignerRequestError,
  StampRejectedError,
  UnknownCredentialError,
} from '../errors/signer.js'
import type { SignerClient } from './createSignerClient.js'
import { isObject } from './isObject.js'

const unknownCredential = /^(CREDENTIAL_NOT_FOUND|PUBLIC_KEY_NOT_FOUND|CREDENTIAL_CONFLICT|API_KEY_EXPIRED)$/

/** The signer's error body as the class a caller would handle: by codes, never by texts. */
export function toRequestError(
  { code, message, details, turnkeyErrorCode }: Record<string, unknown>,
  { client, url, response }: { client: SignerClient; url: string; response: Response },
): SignerRequestError | SignerAnswerError {
  const { status, headers } = response
  const retryAfter = readRetryAfter(response)
  if (typeof code !== 'number' || typeof message !== 'string')
    return new SignerAnswerError({ url, status, retryAfter, reason: 'it is no error of a signer' })

  const reason = String(turnkeyErrorCode ?? '')
  const body = {
    code,
    message,
    details: Array.isArray(details) ? details.filter(isObject) : [],
    turnkeyErrorCode: reason,
  }
  const refusal = { url, status, retryAfter, body }

  // Not a number where there is no `Date`, or where a page of another origin may not read it.
  const skew = client.now() - Date.parse(headers.get('date') ?? '')
  // The signer's window: at most five minutes ahead, less than an hour old.
  const outside = skew > 300_000 || skew < -3_600_000
  if (reason === 'INVALID_TIME' || (status === 400 && outside))
    return new ClockSkewError({
      ...refusal,
      skew: Number.isNaN(skew) ? undefined : skew,
      hint: 'Set this clock right.',
    })
  if (unknownCredential.test(reason))
    return new UnknownCredentialError({
      ...refusal,
      hint: 'Is it registered in this organization?',
    })
  if (status === 401)
    return new StampRejectedError({
      ...refusal,
      hint: 'Check RP ID and origin, and what may have changed the body.',
    })
  if (status === 403) return new NotPermittedError({ ...refusal, hint: 'Ask as a user who may.' })
  return new SignerRequestError(refusal)
}

/** `Retry-After` in seconds, as milliseconds; its other form, a date, is not worth a clock. RFC 9110 10.2.3. */
export function readRetryAfter({ headers }: Response): number | undefined {
  return Number(headers.get('retry-after')) * 1000 || undefined
}
