import { type FetchFn, globalFetch } from './createSignerClient.js'

/**
 * Sends one HTTP request. The global `fetch` gets a URL and options: its replacements (cross-fetch, node-fetch) may not
 * know this realm's `Request`. A `fetchFn` of the caller's gets a `Request`.
 */
export async function callFetch(fetchFn: FetchFn, { url, ...init }: RequestInit & { url: string }): Promise<Response> {
  const response = await (fetchFn === globalFetch ? globalThis.fetch(url, init) : fetchFn(new Request(url, init)))
  if (response) return response
  throw new TypeError('`fetch` returned no response.')
}
