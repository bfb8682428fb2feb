import { InvalidParameterError } from '../errors/config.js'
import type { Stamper } from '../wire/stamp.js'
import { clockCorrection } from './clockCorrection.js'
import { resolveClientUrl } from './resolveClientUrl.js'

/** Sends one HTTP request. The global fetch fits, and so do a local signer's and a proxy's. */
export type FetchFn = (request: Request) => Promise<Response>

/** Calls the current global `fetch`, which an app or a polyfill may replace later. */
export const globalFetch: FetchFn = (request) => globalThis.fetch(request)

/** Keys that sign on behalf of a signer. */
export type TrustedKeys = {
  /**
   * The key that signs what is exported, and where to seal what is imported: P-256, uncompressed SEC1 (65 bytes), hex
   * without 0x. A local signer prints it at its start. With an explicit `undefined` or an empty string, exports and imports
   * throw.
   */
  signer: string | undefined
}

/** A client for a signer: the first argument of every action. Holds no key. */
export type SignerClient = {
  /**
   * Base URL of the signer, without a trailing slash. A relative one is resolved by each request. Empty if no URL was
   * passed: each request then throws.
   */
  readonly url: string
  /** Stamps requests. A call can pass another stamper. */
  readonly stamper?: Stamper | undefined
  /** Sends HTTP requests. */
  readonly fetchFn: FetchFn
  /** Timeout of one HTTP request, in milliseconds. */
  readonly timeout: number
  /** Largest response that is read, in bytes after decompression. */
  readonly maxResponseBytes: number
  /** Whether requests may go to another machine over plain http. */
  readonly allowHttp: boolean
  /** Keys whose signatures the client believes. */
  readonly trustedKeys?: TrustedKeys | undefined
  /** Delay before an unfinished activity is polled for the first time, in milliseconds. It grows with every poll. */
  readonly pollingInterval: number
  /** Returns the current time, in milliseconds since the Unix epoch. */
  readonly now: () => number
  /**
   * Returns the `timestampMs` of the next activity, in milliseconds since the Unix epoch, decimal. It never returns the
   * same value twice in a row: two equal activities with equal timestamps would be one activity.
   */
  readonly nextTimestampMs: () => string
}

/**
 * Creates a client for a signer: Turnkey, the local signer, or a proxy to either. Sends nothing by itself.
 *
 * @throws InvalidParameterError if `url` is not a plain http(s) URL, or is http to another machine without `allowHttp`.
 *
 * @example
 * ```ts
 * import { createSignerClient, webAuthnStamper } from 'viem-passkey-account'
 *
 * const client = createSignerClient({
 *   url: 'http://localhost:8181',
 *   stamper: webAuthnStamper({ rpId: 'localhost' }),
 * })
 * ```
 */
export function createSignerClient(parameters: createSignerClient.Parameters = {}): createSignerClient.ReturnType {
  const {
    fetchFn = globalFetch,
    timeout = 10_000,
    maxResponseBytes = 16 * 2 ** 20,
    allowHttp = false,
    pollingInterval = 500,
    now = Date.now,
  } = parameters
  // `url: undefined` comes from a variable that is not set, which must never mean production.
  const url = 'url' in parameters ? (parameters.url ?? '') : 'https://api.turnkey.com'
  let last = 0
  return {
    // Stamper and trusted keys. They have no default.
    ...parameters,
    url: parseUrl(url, allowHttp),
    fetchFn,
    timeout,
    maxResponseBytes,
    allowHttp,
    pollingInterval,
    now,
    nextTimestampMs: () => {
      const time = now()
      // The signer refused the timestamps of a clock that was wrong.
      last = last - time > clockCorrection ? time : Math.max(time, last + 1)
      return String(last)
    },
  }
}

export declare namespace createSignerClient {
  type Parameters = {
    /**
     * Base URL of the signer or of a proxy to it, http or https. In a page or a worker it may be a path, such as
     * `/api/signer`, which each request resolves. With an explicit `undefined` or an empty string, requests throw.
     * @default 'https://api.turnkey.com'
     */
    url?: string | undefined
    /**
     * Stamps requests. Calls can pass another one.
     * @default undefined
     */
    stamper?: Stamper | undefined
    /**
     * Sends HTTP requests.
     * @default globalThis.fetch
     */
    fetchFn?: FetchFn | undefined
    /**
     * Timeout of one HTTP request, in milliseconds.
     * @default 10_000
     */
    timeout?: number | undefined
    /**
     * Largest response that is read, in bytes after decompression. A larger one is a {@link SignerAnswerError}.
     * @default 16_777_216 (16 MiB)
     */
    maxResponseBytes?: number | undefined
    /**
     * Allows plain http to another machine, in a network that you trust: containers, or `10.0.2.2` of an Android emulator.
     * Anyone on that network can read requests and change answers.
     * @default false
     */
    allowHttp?: boolean | undefined
    /**
     * Keys whose signatures exports and imports believe, never one that an answer names.
     * @default Turnkey's production key, and on loopback that of a local signer in memory
     */
    trustedKeys?: TrustedKeys | undefined
    /**
     * Delay before an unfinished activity is polled for the first time, in milliseconds. It grows with every poll, up to
     * about five seconds.
     * @default 500
     */
    pollingInterval?: number | undefined
    /**
     * Returns the current time, in milliseconds since the Unix epoch.
     * @default Date.now
     */
    now?: (() => number) | undefined
  }
  type ReturnType = SignerClient
  type ErrorType = InvalidParameterError
}

function parseUrl(url: string, allowHttp: boolean): string {
  let href = url
  // Not a path, such as `/api/signer` or `./signer`.
  if (url && !/^\.{0,2}\/(?!\/)[^@?#]*$/.test(url)) {
    try {
      href = new URL(url).href
    } catch {
      href = ''
    }
    // The error leaves the URL out: it may hold a password or a token.
    if (!/^https?:[^@?#]+$/.test(href))
      throw new InvalidParameterError({
        parameter: 'url',
        value: '',
        message: '`url` is not a plain http(s) URL or path. Pass one without credentials, query and hash.',
      })
    resolveClientUrl({ url: href, allowHttp })
  }
  return href.replace(/\/+$/, '')
}
