import type { GetFn, SignerClient } from 'viem-passkey-account'

/** A request in the autofill of a double. */
export type AutofillRequest = {
  payload: string
  signal: AbortSignal
  /** The user picks the passkey. */
  pick(): void
  /** The browser, or another library, ends the request. */
  end(name: string): void
}

/**
 * A browser's autofill, for what no virtual authenticator can do: requests stay open until the user picks a passkey, the test ends
 * them, or they are aborted. Prompts go to the passkey at once, and fail as in Chromium while a request is open.
 */
export function createAutofill(passkey: { getFn: GetFn }) {
  const requests: AutofillRequest[] = []
  const open = new Set<AutofillRequest>()
  let arrived = (): void => undefined
  const getFn: GetFn = async (options, context) => {
    if (open.size > 0) throw Object.assign(new Error('A request is already pending.'), { name: 'OperationError' })
    const { mediation, payload, signal } = context
    if (mediation !== 'conditional') return passkey.getFn(options, context)
    if (!signal) throw new Error('A request without a signal cannot be disarmed.')
    return new Promise((resolve, reject) => {
      const request: AutofillRequest = {
        payload,
        signal,
        pick() {
          open.delete(request)
          resolve(passkey.getFn(options, { payload }))
        },
        end(name) {
          open.delete(request)
          reject(Object.assign(new Error(name), { name }))
        },
      }
      signal.addEventListener('abort', () => request.end('AbortError'), { once: true })
      open.add(request)
      requests.push(request)
      arrived()
    })
  }
  return {
    getFn,
    /** All requests so far, the latest last. */
    requests,
    /** The requests that are open. */
    open,
    /** Resolves with the nth request, counted from 1. */
    async request(count: number): Promise<AutofillRequest> {
      while (requests.length < count) await new Promise<void>((resolve) => (arrived = resolve))
      const request = requests[count - 1]
      if (!request) throw new Error('The request is gone.')
      return request
    },
  }
}

/** A client that counts what it sends. */
export function countRequests(client: SignerClient): { client: SignerClient; sent: string[] } {
  const sent: string[] = []
  return {
    sent,
    client: {
      ...client,
      fetchFn: (request) => {
        sent.push(new URL(request.url).pathname)
        return client.fetchFn(request)
      },
    },
  }
}
