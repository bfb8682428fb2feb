import type { OriginPolicy } from './auth/stamps/originPolicy.js'
import type { Sealer } from './keys/createSealer.js'
import type { Store } from './store/createStore.js'
import type { OrganizationRow } from './store/organizations.js'

/** What one running signer is made of. */
export type SignerContext = {
  store: Store
  sealer: Sealer
  origins: OriginPolicy
  /** Milliseconds since the epoch. */
  now: () => number
  /** A UUIDv7, for rows there are many of: an index takes ids that ascend with less work than random ones. */
  newId: () => string
  /** Told of each activity that is made or changed, before that is committed. */
  onActivity?: (id: string) => void
}

/** The user whose credential vouched for the request. */
export type Caller = {
  /** Of the user: the organization asked about, or its parent. */
  organizationId: string
  userId: string
  inRootQuorum: boolean
}

/** What a query or an activity works with: the organization it is for, and who asks. */
export type RequestContext = SignerContext & {
  organization: OrganizationRow
  caller: Caller
}
