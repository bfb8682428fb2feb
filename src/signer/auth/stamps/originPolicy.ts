import { SignerOptionError } from '../../errors.js'

export type OriginPolicy = {
  /** Whether ceremonies and pages may have this origin. */
  allows(origin: string): boolean
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
    return { allows: (origin) => localhost.test(origin), describe: 'http(s)://localhost on any port' }
  for (const origin of origins) assertOrigin(origin)
  const known = new Set(origins)
  return {
    allows: (origin) => known.has('*') || known.has(origin),
    describe: [...known].join(', '),
  }
}
