import type { RpcStatus } from '../../wire/activity.js'

/** Answers a request with an error: a gRPC status in JSON, and its HTTP status. */
export class WireError extends Error {
  override readonly name = 'WireError'
  readonly status: number
  readonly body: RpcStatus
  readonly headers: Record<string, string>

  constructor(
    status: number,
    code: number,
    message: string,
    turnkeyErrorCode: string,
    options: { headers?: Record<string, string>; details?: RpcStatus['details']; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? {} : { cause: options.cause })
    this.status = status
    this.headers = options.headers ?? {}
    this.body = {
      code,
      message,
      details: options.details ?? [
        { '@type': 'type.googleapis.com/errors.v1.TurnkeyErrorDetail', turnkeyErrorCode: turnkeyErrorCode },
      ],
      turnkeyErrorCode,
    }
  }
}

export function badRequest(message: string, turnkeyErrorCode = 'REQUEST_INVALID'): WireError {
  return new WireError(400, 3, message, turnkeyErrorCode)
}

export function unauthenticated(message: string, turnkeyErrorCode: string): WireError {
  return new WireError(401, 16, message, turnkeyErrorCode)
}

export function forbidden(message: string, turnkeyErrorCode = 'REQUEST_NOT_AUTHORIZED'): WireError {
  return new WireError(403, 7, message, turnkeyErrorCode)
}

/** Production answers `NOT_FOUND`, although the published list of error codes does not have it. */
export function notFound(message: string, turnkeyErrorCode = 'NOT_FOUND'): WireError {
  return new WireError(404, 5, message, turnkeyErrorCode)
}

/** @param allowed The methods that the path accepts, besides `OPTIONS`. */
export function methodNotAllowed(method: string, ...allowed: readonly string[]): WireError {
  return new WireError(405, 12, `${method} is not allowed here: use ${allowed.join(' or ')}`, 'REQUEST_INVALID', {
    headers: { allow: [...allowed, 'OPTIONS'].join(', ') },
  })
}

/** gRPC 6 is HTTP 409 in production, although the documentation says 400. */
export function conflict(message: string): WireError {
  return new WireError(409, 6, message, 'REQUEST_INVALID')
}

export function exhausted(message: string, turnkeyErrorCode = 'UNSPECIFIED'): WireError {
  return new WireError(429, 8, message, turnkeyErrorCode)
}

export function unimplemented(message: string): WireError {
  return new WireError(501, 12, message, 'UNSPECIFIED')
}

export function internal(cause: unknown): WireError {
  return new WireError(500, 13, 'internal server error', 'INTERNAL', { cause })
}

export function unavailable(message: string, headers: Record<string, string> = {}): WireError {
  return new WireError(503, 14, message, 'UNSPECIFIED', { headers })
}
