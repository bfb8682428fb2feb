import type { SignerKey } from './auth/identity/establishSignerKey.js'
import type { OriginPolicy } from './auth/stamps/originPolicy.js'
import type { Answers } from './http/createAnswers.js'
import type { Sealer } from './keys/createSealer.js'
import type { SignDigest } from './keys/signDigest.js'
import type { PeopleReader } from './policyEngine/createPeopleReader.js'
import type { PolicyCache } from './policyEngine/createPolicyCache.js'
import type { Store } from './store/createStore.js'
import type { OrganizationRow } from './store/organizations.js'
import type { UserRow } from './store/users.js'
import type { Feed } from './util/createFeed.js'

/** The parts of one running signer. */
export type SignerContext = {
  store: Store
  /** Whether everything is lost when the process ends. */
  inMemory: boolean
  sealer: Sealer
  /** Signs with secp256k1. */
  signDigest: SignDigest
  /** Signs export and import bundles. */
  signerKey: SignerKey
  policyCache: PolicyCache
  origins: OriginPolicy
  /** Whether a passkey may be registered in one organization only. */
  uniquePasskeys: boolean
  /** Milliseconds since the epoch. */
  now: () => number
  /** Returns a UUIDv7. Its ids ascend, which an index of many rows takes with less work than random ones. */
  newId: () => string
  answers: Answers
  /** Tells the console which activities have changed. */
  feed: Feed
  /** Called with errors of the signer itself, which the wire calls "internal server error". */
  onError: (error: unknown) => void
  /** Called with the id of each activity that the request creates or changes, before the commit. */
  onActivity?: (id: string) => void
}

/** The user who acts: whose credential stamped the request, or who asked for an activity that others have now approved. */
export type Caller = {
  /** The user's own organization: the requested one, or its parent. */
  organizationId: string
  userId: string
  inRootQuorum: boolean
  /** The session that stamped the request. Absent for other credentials, and for an activity that others have now approved. */
  session?: { apiKeyId: string; profileId: string | null }
}

/** What a query or an activity works with: the organization it is for, and its caller. */
export type RequestContext = SignerContext & {
  organization: OrganizationRow
  /** Who could approve in the organization, as they were before the request. */
  people: PeopleReader
  caller: Caller
  /** The user whose credential stamped the request, as they were before it. */
  user: UserRow
}
