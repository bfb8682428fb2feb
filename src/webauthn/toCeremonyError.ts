import { BaseError } from 'viem'
import { abortReason } from '../errors/abortReason.js'
import { InvalidRpIdError, PasskeyCancelledError, PasskeyCeremonyError } from '../errors/passkey.js'
import { toError } from '../errors/toError.js'

/**
 * Converts what a ceremony function threw to an error of this package. The name of the exception decides
 * (https://www.w3.org/TR/webauthn-3/#sctn-create-request-exceptions), never its text, which differs by browser and
 * language.
 */
export function toCeremonyError(thrown: unknown, rpId: string, signal: AbortSignal | undefined): unknown {
  // The caller's abort, and errors that are viem's or ours already, pass unchanged.
  if (signal?.aborted) return abortReason(signal)
  if (thrown instanceof BaseError) return thrown
  const error = toError(thrown)
  const { name } = error
  // SimpleWebAuthn wraps the platform's exception in an error of the same name.
  const cause = error.cause instanceof Error && error.cause.name === name ? error.cause : error
  if (name === 'NotAllowedError' || name === 'AbortError') return new PasskeyCancelledError({ cause })
  if (name === 'SecurityError') return new InvalidRpIdError({ rpId, origin: globalThis.origin, cause })
  // Chromium, while a request of another library is open in this page.
  return new PasskeyCeremonyError({ reason: name === 'OperationError' ? 'pending' : 'failed', cause })
}
