import { NotPermittedError } from '../errors/notPermitted.js'
import { repeatsSecret } from '../errors/repeatsSecret.js'
import {
  ClockSkewError,
  CredentialConflictError,
  SignerAnswerError,
  SignerConnectionLostError,
  type SignerError,
  SignerRequestError,
  SignerTimeoutError,
  SignerUnreachableError,
  StampRejectedError,
  UnknownCredentialError,
} from '../errors/signer.js'
import { toPlainText } from '../errors/toPlainText.js'
import type { SignerClient } from './createSignerClient.js'
import { isObject } from './guards.js'

/**
 * Converts the signer's error response to the class that a caller would handle. Codes decide, never texts. Returns
 * `undefined` for a body that is not an error of a signer.
 *
 * @param secrets - What the error must not show: the body and the stamp of the request.
 */
export function toRequestError(
  { code, message, details, turnkeyErrorCode }: Record<string, unknown>,
  response: Response,
  client: SignerClient,
  url: string,
  secrets: readonly string[],
): SignerError | undefined {
  const { status, headers } = response
  if (typeof code !== 'number' || typeof message !== 'string') return undefined
  // What a gateway echoes must not reach a log.
  const text = toPlainText(message, secrets)
  const errorDetails = [details].flat().filter(isObject)
  // What `createProxy` met on its way to the signer becomes the class that it would be without the proxy.
  const byProxy = errorDetails.find((detail) => detail['@type'] === 'viem-passkey-account/proxy')
  switch (byProxy?.reason) {
    case 'upstream_unreachable':
      return new (byProxy?.phase === 'response' ? SignerConnectionLostError : SignerUnreachableError)({
        url,
        cause: new Error(text),
      })
    case 'upstream_timeout':
      return new SignerTimeoutError({
        url,
        timeout: typeof byProxy?.timeout === 'number' ? byProxy.timeout : client.timeout,
      })
    case 'upstream_redirect':
    case 'upstream_answer_too_large':
    case 'upstream_answer_unreadable':
      return new SignerAnswerError({ url, status, reason: text })
  }

  const reason =
    typeof turnkeyErrorCode === 'string' &&
    /^[A-Z\d_]{1,64}$/.test(turnkeyErrorCode) &&
    !repeatsSecret(turnkeyErrorCode, secrets)
      ? turnkeyErrorCode
      : ''
  // NaN if there is no `Date` header, or if a page of another origin may not read it.
  const skew = client.now() - Date.parse(headers.get('date') ?? '')
  // The signer's window: at most five minutes ahead, less than an hour old.
  const outside = skew > 300_000 || skew < -3_600_000
  const isClock = reason === 'INVALID_TIME' || (status === 400 && outside)

  const Class: new (fields: ClockSkewError.Parameters) => SignerRequestError = isClock
    ? ClockSkewError
    : reason === 'CREDENTIAL_CONFLICT'
      ? CredentialConflictError
      : // Such as CREDENTIAL_NOT_FOUND, PUBLIC_KEY_NOT_FOUND, API_KEY_EXPIRED.
        /^(CREDENTIAL|PUBLIC_KEY|API_KEY)_/.test(reason)
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
    details: text,
    errorDetails,
    retryAfter: readRetryAfter(response),
    isInMemory: headers.get('x-local-signer') === 'memory',
    skew: (isClock && skew) || undefined,
  })
}

/** Reads `Retry-After` (RFC 9110, 10.2.3), given in whole seconds, as milliseconds. Anything else is ignored, dates too. */
export function readRetryAfter({ headers }: Response): number | undefined {
  return Number(/^\d{1,12}$/.exec(headers.get('retry-after') ?? '')?.[0]) * 1000 || undefined
}
