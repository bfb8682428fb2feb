import { BaseError, HttpRequestError, TimeoutError } from 'viem'
import {
  ActivityApprovalNeededError,
  ActivityAuthenticatorsNeededError,
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
import { FailedError, InputError, RefusedError, StoppedError, WaitingError } from './errors.ts'

/** How every script ends; the same table is in docs/scripts.md. */
export const exitCodes = {
  done: 0,
  unforeseen: 1,
  input: 2,
  refused: 3,
  waiting: 4,
  failed: 5,
  unreachable: 6,
  stopped: 7,
} as const

/** Our error inside whatever viem has put around it; the error itself where there is none. */
export function findCause(error: unknown): unknown {
  if (!(error instanceof BaseError)) return error
  const isKnown = (cause: unknown): boolean =>
    [PasskeyAccountError, StoppedError, HttpRequestError, TimeoutError].some((known) => cause instanceof known)
  return error.walk(isKnown) ?? error
}

/** @param cause From {@link findCause}. */
export function toExitCode(cause: unknown): number {
  const isOneOf = (...classes: (new (...args: never) => Error)[]): boolean =>
    classes.some((known) => cause instanceof known)

  if (isOneOf(InputError, InvalidParameterError, InvalidApiKeyError)) return exitCodes.input
  if (
    isOneOf(RefusedError, PasskeyCancelledError, PasskeyCeremonyError, SessionExpiredError) ||
    isOneOf(NotPermittedError, StampRejectedError, UnknownCredentialError)
  )
    return exitCodes.refused
  if (isOneOf(WaitingError, ActivityApprovalNeededError, ActivityAuthenticatorsNeededError)) return exitCodes.waiting
  if (isOneOf(SignerUnreachableError, SignerConnectionLostError, SignerTimeoutError, HttpRequestError, TimeoutError))
    return exitCodes.unreachable
  if (isOneOf(StoppedError)) return exitCodes.stopped
  // Whatever else the signer, the chain or viem had to say about it.
  return isOneOf(FailedError, BaseError) ? exitCodes.failed : exitCodes.unforeseen
}
