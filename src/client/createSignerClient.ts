import { InvalidParameterError } from '../errors/config.js'
import type { Stamper } from '../wire/stamp.js'

/** How a request travels. The global fetch fits, the local signer's, a proxy's. */
export type FetchFn = (request: Request) => Promise<Response>

/** What every action takes first. Plain data and functions; holds no key. */
export type SignerClient = {
  /** Absolute, without a trailing slash. */
  readonly url: string
  readonly stamper: Stamper | undefined
  readonly fetchFn: FetchFn
  /** Limit for one HTTP request, in milliseconds. */
  readonly timeout: number
  /** First pause between two looks at an unfinished activity, in milliseconds; it grows. */
  readonly pollingInterval: number
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /**
   * The `timestampMs` of the next activity: strictly increasing, since two equal wishes in one millisecond would be one activity; it goes
   * back only with a clock that was set right.
   */
  readonly nextTimestampMs: () => string
}

/** A clock that goes back by more was wrong before, and its timestamps were refused. Milliseconds. */
const clockCorrection = 60_000

/**
 * A client for a signer: Turnkey, the local signer, or a proxy to either. Sends nothing by itself.
 *
 * @param parameters.url - Base URL, http(s); Turnkey's unless given. In a page it may be relative (`/api/signer`).
 * @param parameters.stamper - Vouches for requests; single calls may bring another.
 * @param parameters.fetchFn - `(request: Request) => Promise<Response>`; the global fetch unless given.
 * @param parameters.timeout - Limit for one HTTP request, in milliseconds; 10,000 unless given.
 * @param parameters.pollingInterval - First pause between two looks at an unfinished activity, in milliseconds; 500 unless given.
 *
 * @throws InvalidParameterError
 *
 * @example
 * const client = createSignerClient({ url: 'http://localhost:8181', stamper: webAuthnStamper({ rpId: 'localhost' }) })
 */
export function createSignerClient({
  url = 'https://api.turnkey.com',
  stamper,
  fetchFn = (request) => globalThis.fetch(request),
  timeout = 10_000,
  pollingInterval = 500,
  now = Date.now,
}: createSignerClient.Parameters = {}): createSignerClient.ReturnType {
  let last = 0
  return {
    url: parseUrl(url),
    stamper,
    fetchFn,
    timeout,
    pollingInterval,
    now,
    nextTimestampMs: () => {
      const time = now()
      last = last - time > clockCorrection ? time : Math.max(time, last + 1)
      return String(last)
    },
  }
}

export declare namespace createSignerClient {
  type Parameters = {
    url?: string | undefined
    stamper?: Stamper | undefined
    fetchFn?: FetchFn | undefined
    timeout?: number | undefined
    pollingInterval?: number | undefined
    /** Milliseconds since the epoch; the system's clock unless given. */
    now?: (() => number) | undefined
  }
  type ReturnType = SignerClient
  type ErrorType = InvalidParameterError
}

function parseUrl(url: string): string {
  let href = ''
  try {
    href = new URL(url, globalThis.location?.href).href
  } catch {
    // What is no URL is refused with what is a wrong one.
  }
  // A URL may hold a password or a token: it is not repeated.
  if (!/^https?:[^@?#]+$/.test(href)) throw new InvalidParameterError('url', '', 'Give a plain http(s) URL.')
  return href.replace(/\/+$/, '')
}
