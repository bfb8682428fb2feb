// What the page is told. Whatever a request brought along is text in here and stays text on the page; secrets have no field.

/** One thing to know, or what it is made of. */
export type Fact = {
  name: string
  value?: string
  /** Said of it: a type, a unit. */
  note?: string
  parts?: Fact[]
}

/** Who vouched, and with what. The name is null for a credential that has been removed since. */
export type Stamped = {
  userId: string
  userName: string
  kind: 'passkey' | 'API key' | 'session' | 'API key or session'
  name: string | null
}

export type ActivityLine = {
  id: string
  organizationId: string
  organizationName: string
  type: string
  /** What was asked, in words. */
  title: string
  /** As on the wire; another one if another version of the signer wrote it. */
  status: string
  stamped: Stamped | null
  /** In force, and how many it takes. */
  approvals: number
  threshold: number
  createdMs: number
  updatedMs: number
  /** How long the signer worked on the request that changed it last, without the commit. Null if an older version wrote it. */
  tookMs: number | null
}

export type VoteLine = { approves: boolean; inForce: boolean; stamped: Stamped; createdMs: number }

export type ActivityDetail = ActivityLine & {
  fingerprint: string
  asked: Fact[]
  votes: VoteLine[]
  result: Fact[]
  failure: { code: number; message: string } | null
  /** The exact body that was posted. */
  body: string
}

/** The newest first. `cursor` is where to follow what happens from here on. */
export type ActivityList = { activities: ActivityLine[]; more: boolean; cursor: string }

export type OrganizationLine = { id: string; name: string; createdMs: number }

/** `next` gets the page after this one. */
export type OrganizationList = {
  root: OrganizationLine
  subOrganizations: OrganizationLine[]
  next: string | null
  /** No further than `countedTo`: the counting ends there. */
  count: number
  countedTo: number
}

export type PasskeyLine = {
  id: string
  name: string
  credentialId: string
  publicKey: string
  transports: string[]
  createdMs: number
}

export type ApiKeyLine = {
  id: string
  name: string
  kind: 'API key' | 'session'
  curve: string
  publicKey: string
  createdMs: number
  expiresMs: number | null
}

export type UserLine = {
  id: string
  name: string
  email: string | null
  phoneNumber: string | null
  inRootQuorum: boolean
  passkeys: PasskeyLine[]
  apiKeys: ApiKeyLine[]
}

export type AccountLine = {
  id: string
  address: string
  name: string | null
  path: string
  format: string
  publicKey: string
}

export type AccountList = { accounts: AccountLine[]; next: string | null }
export type WalletLine = { id: string; name: string; createdMs: number } & AccountList
export type PrivateKeyLine = { id: string; name: string; addresses: string[]; publicKey: string; imported: boolean }
export type PrivateKeyList = { privateKeys: PrivateKeyLine[]; next: string | null }

export type OrganizationDetail = OrganizationLine & {
  parent: OrganizationLine | null
  threshold: number
  users: UserLine[]
  wallets: WalletLine[]
} & PrivateKeyList

/** Where a search leads. */
export type Hit = {
  kind: 'activity' | 'organization' | 'user' | 'passkey' | 'API key' | 'wallet' | 'address' | 'private key'
  id: string
  text: string
  organizationId: string
  organizationName: string
}

export type HitList = { hits: Hit[] }

/** What the page asks for, by path below `/page/`, and what it is told: `id` stands for an id. */
export type Answers = {
  activities: ActivityList
  'activities/id': ActivityDetail
  organizations: OrganizationList
  'organizations/id': OrganizationDetail
  'organizations/id/private-keys': PrivateKeyList
  'wallets/id/accounts': AccountList
  search: HitList
}

/** Of the stream: activities that are new or have changed, or that too many have to tell which. */
export type Change = { activities: ActivityLine[] } | { lost: true }
