import type { RpcStatus } from '../../wire/activity.js'

/** Why a handler failed. For programs, so the values do not change. */
export type HandlerErrorReason =
  | 'not_found'
  | 'method_not_allowed'
  | 'unsupported_media_type'
  | 'body_too_large'
  | 'body_too_slow'
  | 'body_unreadable'
  | 'client_gone'
  | 'malformed_body'
  | 'path_not_allowed'
  | 'organization_not_allowed'
  | 'session_too_long'
  | 'stamp_missing'
  | 'stamp_malformed'
  | 'not_configured'
  | 'upstream_unreachable'
  | 'upstream_timeout'
  | 'upstream_redirect'
  | 'upstream_answer_too_large'
  | 'upstream_answer_unreadable'
  | 'upstream_answer_mismatch'
  | 'upstream_rate_limit'
  | 'passkey_taken'
  | 'sign_up_failed'

// `code` is the gRPC status code that the signer would send.
const statuses: Record<HandlerErrorReason, { status: number; code: number; turnkeyErrorCode?: string }> = {
  not_found: { status: 404, code: 5 },
  method_not_allowed: { status: 405, code: 12 },
  unsupported_media_type: { status: 415, code: 3 },
  body_too_large: { status: 413, code: 3 },
  body_too_slow: { status: 408, code: 4 },
  body_unreadable: { status: 400, code: 3 },
  client_gone: { status: 499, code: 1 },
  malformed_body: { status: 400, code: 3, turnkeyErrorCode: 'REQUEST_INVALID' },
  path_not_allowed: { status: 403, code: 7, turnkeyErrorCode: 'FORBIDDEN' },
  organization_not_allowed: { status: 403, code: 7, turnkeyErrorCode: 'FORBIDDEN' },
  session_too_long: { status: 403, code: 7, turnkeyErrorCode: 'FORBIDDEN' },
  stamp_missing: { status: 401, code: 16, turnkeyErrorCode: 'SIGNATURE_MISSING' },
  stamp_malformed: { status: 401, code: 16, turnkeyErrorCode: 'SIGNATURE_INVALID' },
  not_configured: { status: 500, code: 9 },
  upstream_unreachable: { status: 502, code: 14 },
  upstream_timeout: { status: 504, code: 4 },
  upstream_redirect: { status: 502, code: 14 },
  upstream_answer_too_large: { status: 502, code: 14 },
  upstream_answer_unreadable: { status: 502, code: 14 },
  upstream_answer_mismatch: { status: 502, code: 14 },
  upstream_rate_limit: { status: 429, code: 8 },
  passkey_taken: { status: 409, code: 6 },
  sign_up_failed: { status: 502, code: 14 },
}

/**
 * Thrown inside a handler, which turns it into a response. The message is sent to the client, so it must not repeat
 * what was received.
 */
export class HandlerError extends Error {
  override readonly name = 'HandlerError'
  readonly reason: HandlerErrorReason
  readonly headers: Readonly<Record<string, string>>
  /** What else the response says, beside the reason. */
  readonly fields: Readonly<Record<string, unknown>>

  constructor(
    reason: HandlerErrorReason,
    message: string,
    options: {
      cause?: unknown
      headers?: Readonly<Record<string, string>>
      fields?: Readonly<Record<string, unknown>>
    } = {},
  ) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined)
    this.reason = reason
    this.headers = options.headers ?? {}
    this.fields = options.fields ?? {}
  }
}

/**
 * The response for an error, in the signer's format. `details` names the handler, which tells it from an error of the
 * signer.
 */
export function errorResponse(error: HandlerError, handler: 'proxy' | 'sign-up'): Response {
  const { status, code, turnkeyErrorCode } = statuses[error.reason]
  const body: RpcStatus = {
    code,
    message: error.message,
    details: [{ '@type': `viem-passkey-account/${handler}`, reason: error.reason, ...error.fields }],
    ...(turnkeyErrorCode === undefined ? {} : { turnkeyErrorCode }),
  }
  return jsonResponse(status, JSON.stringify(body), error.headers)
}

/** A JSON response that is not cached, and that browsers do not interpret as another type. */
export function jsonResponse(
  status: number,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return new Response(body, {
    status,
    headers: {
      ...headers,
      'content-type': 'application/json',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    },
  })
}
