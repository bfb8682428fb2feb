import type { Stamper } from '../wire/stamp.js'

/** What every action takes besides its own parameters. */
export type ActionParameters = {
  /** The organization that is asked: the user's sub-organization, or the parent. */
  organizationId: string
  /** Vouches for this call; the client's stamper unless given. */
  stamper?: Stamper | undefined
  /** Covers the prompt, the request and the waiting. */
  signal?: AbortSignal | undefined
}
