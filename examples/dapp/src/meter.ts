/** What an action has cost so far. */
export type Meter = { prompts: number; requests: string[] }

/** Counts for the page to show. An app needs none of this. */
export const meter: Meter = { prompts: 0, requests: [] }

/** Counts how often the browser is really asked: by whom does not matter. */
export function countPrompts(): void {
  const { credentials } = navigator
  // Missing where there is no WebAuthn.
  if (!credentials) return
  const get = credentials.get.bind(credentials)
  const create = credentials.create.bind(credentials)
  credentials.get = (options) => {
    meter.prompts += 1
    return get(options)
  }
  credentials.create = (options) => {
    meter.prompts += 1
    return create(options)
  }
}

/** Sends a request, and remembers where it went. */
export function countedFetch(request: Request): Promise<Response> {
  meter.requests.push(request.url)
  return fetch(request)
}

/** "1 prompt · 2 requests, straight to the signer" */
export function readMeter({ prompts, requests }: Meter, signerUrl: string): string {
  const ways = new Set(requests.map((url) => wayOf(url, signerUrl)))
  return `${count(prompts, 'prompt')} · ${[count(requests.length, 'request'), ...ways].join(', ')}`
}

function wayOf(url: string, signerUrl: string): string {
  if (url.startsWith(signerUrl)) return 'straight to the signer'
  return new URL(url).pathname.startsWith('/api/signer') ? 'through the proxy' : 'to the sign-up handler'
}

function count(number: number, name: string): string {
  return `${number} ${name}${number === 1 ? '' : 's'}`
}
