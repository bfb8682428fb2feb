import {
  BaseError,
  ChainDisconnectedError,
  ChainMismatchError,
  HttpRequestError,
  InvalidParamsRpcError,
  ProviderRpcError,
  RpcError,
  RpcRequestError,
  SocketClosedError,
  TimeoutError,
  UnauthorizedProviderError,
  UserRejectedRequestError,
  WebSocketRequestError,
} from 'viem'
import { ChainIdMissingError, TransactionNotSignableError } from '../errors/account.js'
import { PasskeyAccountError } from '../errors/base.js'
import { InvalidParameterError } from '../errors/config.js'
import { findError } from '../errors/findError.js'
import { PasskeyCancelledError } from '../errors/passkey.js'
import { UnknownCredentialError } from '../errors/signer.js'
import { toError } from '../errors/toError.js'

const invalidInput = [InvalidParameterError, ChainIdMissingError, TransactionNotSignableError]
const unreachable = [ChainMismatchError, HttpRequestError, TimeoutError, WebSocketRequestError, SocketClosedError]

/**
 * Converts what was thrown to an error with a code of EIP-1193, EIP-1474 or EIP-5792 at the top, which dapps read. An error
 * that was converted before and wrapped since, by viem's actions, is unwrapped.
 */
export function toRpcError(thrown: unknown): Error {
  const own = findError(thrown, PasskeyAccountError)
  const converted = thrown instanceof BaseError ? thrown.walk(isConverted) : undefined
  // Below a PasskeyCancelledError is a UserRejectedRequestError, which does not lead back to it.
  if (converted instanceof Error && (!own || findError(converted, PasskeyAccountError))) return converted

  const cancelled = findError(thrown, PasskeyCancelledError)
  // Around it may be what a dismissed prompt left: `pending` of an ActivityAuthenticatorsNeededError.
  if (cancelled) return new UserRejectedRequestError(own ?? cancelled)
  const input = invalidInput.map((Class) => findError(thrown, Class)).find(Boolean)
  if (input) return toInvalidParams(input)
  const unknown = findError(thrown, UnknownCredentialError)
  if (unknown) return new UnauthorizedProviderError(unknown)
  if (own) return toProviderError(own)

  // The node's answer, with its `code` and `data`, as any wallet passes it on.
  const answer = findError(thrown, RpcRequestError)
  if (answer) return answer
  // Not -32603: viem's transports would send the request again, and each of their attempts again here.
  if (unreachable.some((Class) => findError(thrown, Class))) {
    // They also would after a status such as 503, wherever it is. The message keeps it.
    if (thrown instanceof HttpRequestError) thrown.status = undefined
    return new ChainDisconnectedError(toError(thrown))
  }
  // A transport over another provider throws errors of any kind.
  const source = (thrown instanceof BaseError && thrown.walk(hasCode)) || thrown
  return toProviderError(toError(source), source)
}

/**
 * Converts the error of a signed transaction that was sent. viem's errors have the body of the request: anyone who reads that in
 * a log can send the transaction.
 */
export function withoutBody(thrown: unknown): Error {
  const error = toRpcError(thrown)
  const { details, shortMessage } = Object(error)
  return toProviderError(new Error(details || shortMessage), error)
}

/** Creates an error for parameters that cannot be used. `message` says which, and what to pass. */
export function invalidParams(message: string): InvalidParamsRpcError {
  return new InvalidParamsRpcError(new Error(message))
}

/** Converts the error of parameters that the account refuses. `details` names the parameter, as `invalidParams` does. */
export function toInvalidParams(cause: Error): InvalidParamsRpcError {
  const error = new InvalidParamsRpcError(cause)
  if (!(cause instanceof PasskeyAccountError)) return error
  const { parameter } = cause as { parameter?: unknown }
  return Object.assign(error, { details: parameter ? `${parameter}: ${cause.shortMessage}` : cause.shortMessage })
}

/** Finds what a node answered: nothing if it could not be reached. */
export function findAnswer(thrown: unknown): unknown {
  return thrown instanceof BaseError ? thrown.walk(hasCode) : undefined
}

/** Transports put an answer of the node into an `RpcError` as well, directly. */
function isConverted(error: unknown): boolean {
  return error instanceof RpcError && error.code !== -1 && !(error.cause instanceof RpcRequestError)
}

function hasCode(error: unknown): boolean {
  const { code } = Object(error)
  return typeof code === 'number' && code !== -1
}

/** Creates an error with the code and the data of `source`, or else -32603. */
export function toProviderError(cause: Error, source: unknown = cause): ProviderRpcError<unknown> {
  const shortMessage = cause instanceof BaseError ? cause.shortMessage : cause.message
  const { code, data }: { code?: number; data?: unknown } = hasCode(source) ? Object(source) : {}
  return code === undefined
    ? new ProviderRpcError(cause, { code: -32603, name: 'InternalRpcError', shortMessage, data: { name: cause.name } })
    : new ProviderRpcError(cause, { code, name: 'RpcError', shortMessage, data })
}
