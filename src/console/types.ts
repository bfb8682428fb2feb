// The JSON that the page gets from its server. What a request brought along is text here and stays text on the page. There is
// no field for a secret.

/** One line of a description, with nested lines below it. */
export type Field = {
  name: string
  value?: string
  /** About the value: its type, its unit, a warning. */
  note?: string
  fields?: Field[]
}

/** The user who stamped a request, and the credential. */
export type StampedBy = {
  userId: string
  userName: string
  credentialKind: 'passkey' | 'API key' | 'session' | 'API key or session'
  /** Null if the credential has been deleted since. */
  credentialName: string | null
}

export type ActivitySummary = {
  id: string
  organizationId: string
  organizationName: string
  type: string
  /** What the activity does, in a few words. */
  title: string
  /** As on the wire. Another version of the signer may have written one that this version does not know. */
  status: string
  stampedBy: StampedBy | null
  /** Root users whose approvals are in force, and how many the root quorum needs. */
  approvals: number
  threshold: number
  /** Whether it waits for approvals that a policy names. The root quorum can decide it all the same. */
  waitsForPolicy: boolean
  createdMs: number
  updatedMs: number
  /** How long the signer worked on the last request that changed the activity, without the commit. Null if it was not measured. */
  tookMs: number | null
}

export type Vote = { approves: boolean; inForce: boolean; stampedBy: StampedBy; createdMs: number }

/** A clause of a policy at a vote: green, red or grey on the page. */
export type Clause = {
  text: string
  state: 'true' | 'false' | 'error'
  /** What it read, or why it has no value. */
  note: string
  clauses: Clause[]
}

/** What the scope of a session, or an MFA policy, said at a vote. */
export type Limit = {
  kind: 'Session profile' | 'MFA policy'
  name: string
  /** In words: `does not allow it`, `wants a passkey`. */
  verdict: string
  clauses: Clause[]
}

export type PolicyVote = {
  userName: string
  /** At a rejection, the rest is about an approval in its place. */
  approves: boolean
  limits: Limit[]
  /** As on the wire, such as `OUTCOME_ALLOW`. Null if no policy was asked. */
  outcome: string | null
  policies: { id: string; name: string; effect: string; outcome: string; clauses: Clause[] }[]
}

export type PolicySummary = { id: string; name: string; effect: string }

export type PolicyDetail = PolicySummary & {
  organizationId: string
  organizationName: string
  isInForce: boolean
  fields: Field[]
  /** The last activities that it allowed or denied, newest first. */
  decided: ActivitySummary[]
}

export type ActivityDetail = ActivitySummary & {
  /** What scopes, MFA policies and policies said at the last votes. Empty where the root quorum decided alone. */
  policyVotes: PolicyVote[]
  fingerprint: string
  request: Field[]
  votes: Vote[]
  result: Field[]
  failure: { code: number; message: string } | null
  /** The exact body that was posted. */
  body: string
}

/** Newest first. Changes after `cursor` come through `/page/changes`. */
export type ActivityList = { activities: ActivitySummary[]; hasMore: boolean; cursor: string }

export type OrganizationSummary = { id: string; name: string; createdMs: number }

export type OrganizationList = {
  parent: OrganizationSummary
  subOrganizations: OrganizationSummary[]
  /** The `from` of the next page; null on the last one. */
  next: string | null
  /** At most `countLimit`, where counting stops. */
  count: number
  countLimit: number
}

export type Passkey = {
  id: string
  name: string
  credentialId: string
  publicKey: string
  transports: string[]
  createdMs: number
}

export type ApiKey = {
  id: string
  name: string
  kind: 'API key' | 'session'
  curve: string
  publicKey: string
  createdMs: number
  expiresMs: number | null
}

export type User = {
  id: string
  name: string
  email: string | null
  phoneNumber: string | null
  inRootQuorum: boolean
  passkeys: Passkey[]
  apiKeys: ApiKey[]
}

export type Account = {
  id: string
  address: string
  name: string | null
  path: string
  format: string
  publicKey: string
}

export type AccountList = { accounts: Account[]; next: string | null }
export type Wallet = { id: string; name: string; createdMs: number } & AccountList
export type PrivateKey = { id: string; name: string; addresses: string[]; publicKey: string; imported: boolean }
export type PrivateKeyList = { privateKeys: PrivateKey[]; next: string | null }

export type OrganizationDetail = OrganizationSummary & {
  parent: OrganizationSummary | null
  threshold: number
  users: User[]
  wallets: Wallet[]
  policies: PolicySummary[]
} & PrivateKeyList

export type SearchResult = {
  kind: 'activity' | 'organization' | 'user' | 'passkey' | 'API key' | 'wallet' | 'address' | 'private key'
  id: string
  text: string
  organizationId: string
  organizationName: string
}

export type SearchResults = { results: SearchResult[] }

/** Responses by their path below `/page/`, where `id` stands for an ID. */
export type Responses = {
  activities: ActivityList
  'activities/id': ActivityDetail
  organizations: OrganizationList
  'organizations/id': OrganizationDetail
  'organizations/id/private-keys': PrivateKeyList
  'policies/id': PolicyDetail
  'wallets/id/accounts': AccountList
  search: SearchResults
}

/** An event of `/page/changes`: activities that are new or have changed, or that the page must load its list again. */
export type ChangeEvent = { activities: ActivitySummary[] } | { reload: true }
