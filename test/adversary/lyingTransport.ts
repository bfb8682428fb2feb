import type { FetchFn } from 'viem-passkey-account'
import { keepSecret } from './attack.js'

/** What a liar does with a request: answers it, with or without the honest answer. */
export type Lie = (request: LiarsRequest, forward: () => Promise<Response>) => Promise<Response> | Response
export type LiarsRequest = { path: string; url: string; body: string; headers: Headers }

export type Liar = {
  /** Stands in front of an honest signer. */
  wrap: (fetchFn: FetchFn) => FetchFn
  /** Lies from now on. */
  lie(lie: Lie): void
  /** Is honest from now on. */
  behave(): void
  /** The paths of all requests so far. */
  requests: string[]
}

/** Creates a liar who stands in front of an honest signer and keeps every stamp and body for later attacks. */
export function createLiar(): Liar {
  let current: Lie = (_request, forward) => forward()
  const requests: string[] = []
  return {
    wrap: (fetchFn) => async (request) => {
      const body = await request.clone().text()
      const { pathname } = new URL(request.url)
      requests.push(pathname)
      keepSecret(body)
      for (const name of ['x-stamp', 'x-stamp-webauthn']) keepSecret(request.headers.get(name) ?? '')
      const path = pathname.replace(/^\/public\/v1\//, '')
      return current({ path, url: request.url, body, headers: request.headers }, () => fetchFn(request))
    },
    lie: (lie) => {
      current = lie
    },
    behave: () => {
      current = (_request, forward) => forward()
    },
    requests,
  }
}

/** Lies by changing the answer's JSON. `path` narrows it to some requests: `submit/` to activities, for example. */
export function change(path: string, edit: (answer: Json, request: LiarsRequest) => unknown): Lie {
  return async (request, forward) => {
    const response = await forward()
    if (!request.path.includes(path)) return response
    const answer: Json = await response.json()
    const edited = edit(answer, request)
    return Response.json(edited ?? answer, { status: response.status })
  }
}

// A lie may put anything anywhere.
// biome-ignore lint/suspicious/noExplicitAny: see above.
export type Json = any
