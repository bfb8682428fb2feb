import { BaseError } from 'viem'
import { InvalidRpIdError, PasskeyCancelledError, PasskeyCeremonyError } from '../errors/passkey.js'
import { toError } from '../errors/toError.js'

/**
 * What a ceremony function threw, as the class a caller would handle. Names of exceptions decide
 * (https://www.w3.org/TR/webauthn-3/#sctn-create-request-exceptions), never texts: those differ by browser and language.
 */
export function toCeremonyError(
  thrown: unknown,
  { rpId, signal }: { rpId: string; signal?: AbortSignal | undefined },
): unknown {
  // The caller's own wish to stop, and what already is ours, pass untouched.
  if (signal?.aborted) return signal.reason
  if (thrown instanceof BaseError) return thrown
  const cause = platformError(thrown)
  switch (cause.name) {
    case 'NotAllowedError':
    case 'AbortError':
      return new PasskeyCancelledError({ cause })
    case 'SecurityError':
      return new InvalidRpIdError({ rpId, origin: globalThis.origin, cause })
    default:
      return new PasskeyCeremonyError({ cause })
  }
}

/** SimpleWebAuthn wraps what the platform threw in an error of the same name. */
function platformError(thrown: unknown): Error {
  const { cause, name } = toError(thrown)
  return cause instanceof Error && cause.name === name ? cause : toError(thrown)
}
