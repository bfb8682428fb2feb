import { BaseError, HttpRequestError, TimeoutError } from 'viem'
import {
  ActivityApprovalNeededError,
  ActivityAuthenticatorsNeededError,
  findError,
  InvalidApiKeyError,
  InvalidParameterError,
  NotPermittedError,
  PasskeyAccountError,
  PasskeyCancelledError,
  PasskeyCeremonyError,
  SessionExpiredError,
  SignerConnectionLostError,
  SignerTimeoutError,
  SignerUnreachableError,
  StampRejectedError,
  UnknownCredentialError,
} from 'viem-passkey-account'
import { ApprovalPendingError, FailedError, InputError, RefusedError, StoppedError } from './errors.ts'

/** The exit codes of every script, as docs/scripts.md lists them. */
export const exitCodes = {
  success: 0,
  unexpected: 1,
  invalidInput: 2,
  refused: 3,
  approvalNeeded: 4,
  failed: 5,
  unreachable: 6,
  stopped: 7,
} as const

/** Finds the error that decides the exit code inside viem's errors. Returns the error itself if it finds nothing. */
export function unwrapError(error: unknown): unknown {
  return (
    findError(error, PasskeyAccountError) ??
    findError(error, StoppedError) ??
    findError(error, HttpRequestError) ??
    findError(error, TimeoutError) ??
    error
  )
}

/** @param error From {@link unwrapError}. */
export function toExitCode(error: unknown): number {
  const isOneOf = (...classes: (new (...args: never) => Error)[]): boolean =>
    classes.some((known) => error instanceof known)

  if (isOneOf(InputError, InvalidParameterError, InvalidApiKeyError)) return exitCodes.invalidInput
  if (
    isOneOf(RefusedError, PasskeyCancelledError, PasskeyCeremonyError, SessionExpiredError) ||
    isOneOf(NotPermittedError, StampRejectedError, UnknownCredentialError)
  )
    return exitCodes.refused
  if (isOneOf(ApprovalPendingError, ActivityApprovalNeededError, ActivityAuthenticatorsNeededError))
    return exitCodes.approvalNeeded
  if (isOneOf(SignerUnreachableError, SignerConnectionLostError, SignerTimeoutError, HttpRequestError, TimeoutError))
    return exitCodes.unreachable
  if (isOneOf(StoppedError)) return exitCodes.stopped
  // Any other error of the signer, the chain or viem.
  return isOneOf(FailedError, BaseError) ? exitCodes.failed : exitCodes.unexpected
}
