import { SignerOptionError } from '../../errors.js'

/** Whether a ceremony, or a page, of this origin is welcome. */
export type OriginPolicy = { allows(origin: string): boolean; describe: string }

const localhost = /^https?:\/\/localhost(:[0-9]{1,5})?$/

function assertOrigin(origin: string): void {
  // https://developer.android.com/identity/credential-manager/prerequisites: what native apps have for an origin.
  if (origin === '*' || /^(android|ios):[^\s]+$/.test(origin)) return
  let parsed: URL | undefined
  try {
    parsed = new URL(origin)
  } catch {
    // What is no URL is refused with what is more than an origin.
  }
  if (parsed === undefined || parsed.origin !== origin)
    throw new SignerOptionError(
      'origins',
      `${JSON.stringify(origin)} is no origin. Write scheme, host and port only, such as https://app.example.com, or '*'.`,
    )
}

/**
 * The origins given, exactly; none given: `http://localhost` and `https://localhost` on any port. Stricter than the real
 * service, which allows every origin unless an organization limits them.
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
