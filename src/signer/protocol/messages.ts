/** A request as plain data. Its body is complete. */
export type SignerRequest = {
  method: string
  /** Without the query string. */
  path: string
  /** By lowercase name. Values of a repeated header are joined by `, `. */
  headers: ReadonlyMap<string, string>
  body: Uint8Array
}

export type SignerResponse = {
  status: number
  headers: Readonly<Record<string, string>>
  /** JSON. Empty for a preflight. */
  body: string
  /** To be called by the adapter when the client has taken the body, or is gone. Until then the body counts as held. */
  release?: (() => void) | undefined
}

/** What an adapter sends. Faults cut the connection: instead of a response, or after `sendBytes` bytes of its body. */
export type SentResponse = (SignerResponse & { sendBytes?: number }) | { cut: true }

/**
 * Returns a signal that aborts when a response should not be held back any longer: its client has gone, or its server is
 * closing. A function, because few requests need it.
 */
export type GetDelaySignal = () => AbortSignal

/** The signer without a transport: `createFetch` and `listen` adapt it to theirs. */
export type Handler = (request: SignerRequest, getDelaySignal?: GetDelaySignal) => Promise<SentResponse>

/** What a path asks for. */
export type RouteKind = 'query' | 'activity' | 'vote'
