import { isObject } from '../../client/guards.js'
import { HandlerError } from '../http/HandlerError.js'
import { findValues } from './findValues.js'
import type { ProxiedActivity } from './parseActivity.js'

/** Endpoints that begin a session. The signer ends it after 15 minutes by default. */
const login =
  /\/(stamp_login|otp_login|oauth_login|otp_auth|email_auth|oauth|create_read_write_session|init_user_email_recovery)$/
const defaultSeconds = 900

/** A session that only reads. It has no parameter for how long it lasts. */
const readOnlySession = /\/create_read_only_session$/
const readOnlySeconds = 3600

/**
 * Refuses an activity that adds a session or an API key that lasts longer than `maxSeconds`.
 *
 * @throws HandlerError
 */
export function assertSessionLength({ path, type, parameters }: ProxiedActivity, maxSeconds: number): void {
  if (type === undefined || maxSeconds === Number.POSITIVE_INFINITY) return
  // Wherever it is and however it is spelled, a signer may read it.
  const lifetimes = findValues(parameters, 'expirationSeconds').map(toSeconds)
  // A session profile takes the place of the default, and may allow any length.
  const hasProfile = findValues(parameters, 'sessionProfileId').length > 0
  if (login.test(path) && !hasEnd(parameters)) lifetimes.push(hasProfile ? Number.POSITIVE_INFINITY : defaultSeconds)
  if (readOnlySession.test(path)) lifetimes.push(readOnlySeconds)
  // An API key without a lifetime does not expire.
  const apiKeys = findValues(parameters, 'apiKeys').flat()
  if (apiKeys.some((apiKey) => !isObject(apiKey) || !hasEnd(apiKey))) lifetimes.push(Number.POSITIVE_INFINITY)
  if (lifetimes.some((seconds) => seconds > maxSeconds))
    throw new HandlerError(
      'session_too_long',
      `The proxy refuses sessions and API keys that last longer than ${maxSeconds} seconds. Ask for less, or raise \`maxSessionSeconds\`.`,
    )
}

/**
 * Whether the parameters of a log-in or an API key say when it ends. Only this field counts: a signer may drop other
 * spellings, and the same field in another place.
 */
function hasEnd({ expirationSeconds = null }: Readonly<Record<string, unknown>>): boolean {
  return expirationSeconds !== null
}

/** On the wire, 64-bit integers are decimal strings. 0 is often a value that is not set. */
function toSeconds(value: unknown): number {
  if (typeof value === 'string' && /^[1-9]\d{0,19}$/.test(value)) return Number(value)
  throw new HandlerError('malformed_body', 'expirationSeconds is not a decimal string above 0.')
}
