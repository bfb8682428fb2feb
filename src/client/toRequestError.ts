import {
  ClockSkewError,
  NotPermittedError,
  SignerAnswerError,
  SignerRequestError,
  StampRejectedError,
  UnknownCredentialError,
} from '../errors/signer.js'
import type { RpcStatus } from '../wire/activity.js'
import type { SignerClient } from './createSignerClient.js'
import { isObject } from './isObject.js'

/** The signer's window for `timestampMs`: less than an hour old, at most five minutes ahead. */
const window = { behind: 3_600_000, ahead: 300_000 }

const unknownCredential = /^(CREDENTIAL_NOT_FOUND|PUBLIC_KEY_NOT_FOUND|CREDENTIAL_CONFLICT|API_KEY_EXPIRED)$/

/** The signer's error body as the class a caller would handle: by codes, never by texts. */
export function toRequestError(
  answer: Record<string, unknown>,
  { client, url, response }: { client: SignerClient; url: string; response: Response },
): SignerRequestError | SignerAnswerError {
  const { status } = response
  const retryAfter = readRetryAfter(response)
  const body = parseStatus(answer)
  if (!body)
    return new SignerAnswerError({ url, status, retryAfter, reason: 'it is an error, and not in the form of a signer' })
  const refusal = { url, status, body, retryAfter }

  const skew = readSkew(client, response)
  const outside = skew !== undefined && (skew > window.ahead || skew < -window.behind)
  if (body.turnkeyErrorCode === 'INVALID_TIME' || (status === 400 && outside))
    return new ClockSkewError({
      ...refusal,
      skew,
      hint: 'Set this clock right, then ask again; `skew` is by how many milliseconds it is ahead.',
    })
  if (unknownCredential.test(body.turnkeyErrorCode))
    return new UnknownCredentialError({
      ...refusal,
      hint: 'Is this credential (still) registered in this organization?',
    })
  if (status === 401)
    return new StampRejectedError({
      ...refusal,
      hint: 'Check RP ID and origin, and that the body arrives as it was stamped.',
    })
  if (status === 403)
    return new NotPermittedError({ ...refusal, hint: 'Ask with the credential of a user who may do this.' })
  return new SignerRequestError(refusal)
}

function parseStatus(answer: Record<string, unknown>): Required<RpcStatus> | undefined {
  const { code, message, details, turnkeyErrorCode } = answer
  if (typeof code !== 'number' || typeof message !== 'string') return undefined
  return {
    code,
    message,
    details: Array.isArray(details) ? details.filter(isObject) : [],
    turnkeyErrorCode: String(turnkeyErrorCode ?? ''),
  }
}

/** `Retry-After` in seconds, as milliseconds; its other form, a date, is not worth a clock. RFC 9110 10.2.3. */
export function readRetryAfter(response: Response): number | undefined {
  const seconds = /^\s*(\d{1,6})\s*$/.exec(response.headers.get('retry-after') ?? '')?.[1]
  return seconds === undefined ? undefined : Number(seconds) * 1000
}

/** Milliseconds by which our clock is ahead of the signer's. A page of another origin cannot read `Date`. */
function readSkew(client: SignerClient, response: Response): number | undefined {
  const date = Date.parse(response.headers.get('date') ?? '')
  return Number.isNaN(date) ? undefined : client.now() - date
}
