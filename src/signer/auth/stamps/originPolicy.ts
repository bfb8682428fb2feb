import { SignerOptionError } from '../../errors.js'
import type { ClientData } from './readClientData.js'

export type OriginPolicy = {
  /** Whether ceremonies and pages may have this origin. */
  allows(origin: string): boolean
  /** Whether every origin is allowed, even an unknown one. */
  allowsAll: boolean
  /** The allowed origins, for messages. */
  describe: string
}

const localhost = /^https?:\/\/localhost(:[0-9]{1,5})?$/

function assertOrigin(origin: string): void {
  // The origin of a native app: https://developer.android.com/identity/credential-manager/prerequisites
  if (origin === '*' || /^(android|ios):[^\s]+$/.test(origin)) return
  let parsed: URL | undefined
  try {
    parsed = new URL(origin)
  } catch {
    // Refused below, with URLs that are more than an origin.
  }
  if (parsed === undefined || parsed.origin !== origin)
    throw new SignerOptionError(
      'origins',
      `${JSON.stringify(origin)} is not an origin. Pass scheme, host and port only, such as https://app.example.com, or '*'.`,
    )
}

/**
 * Allows the origins given, or by default `http://localhost` and `https://localhost` on any port. Production allows every
 * origin unless an organization limits them.
 */
export function originPolicy(origins: readonly string[] | undefined): OriginPolicy {
  if (origins === undefined || origins.length === 0)
    return {
      allows: (origin) => localhost.test(origin),
      allowsAll: false,
      describe: 'http(s)://localhost on any port',
    }
  for (const origin of origins) assertOrigin(origin)
  const known = new Set(origins)
  return {
    allows: (origin) => known.has('*') || known.has(origin),
    allowsAll: known.has('*'),
    describe: [...known].join(', '),
  }
}

/**
 * Verifies where a ceremony took place: the page, and the page around it if it was in a frame of another origin.
 * https://www.w3.org/TR/webauthn-3/#sctn-validating-origin
 *
 * @returns what is wrong, or undefined.
 */
export function originProblem(
  { origin, crossOrigin, topOrigin }: ClientData,
  policy: OriginPolicy,
): string | undefined {
  const allowed = `(allowed: ${policy.describe})`
  if (!policy.allows(origin)) return `origin ${JSON.stringify(origin)} is not allowed ${allowed}`
  if (topOrigin !== undefined && !policy.allows(topOrigin))
    return `topOrigin ${JSON.stringify(topOrigin)} is not allowed ${allowed}`
  // Not every browser says which page was around the frame.
  if (crossOrigin && topOrigin === undefined && !policy.allowsAll)
    return `crossOrigin is true, and no topOrigin says whose frame the page was in ${allowed}`
  return undefined
}
