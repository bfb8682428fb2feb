import type { PolicyEffect, PolicyOutcome } from '../../policies/core.js'
import type { AuthenticationMethod, RequiredAuthenticationMethod } from '../../wire/mfaPolicies.js'
import type { Feed } from '../util/createFeed.js'
import type { ActivityHead, StoredActivity } from './activities.js'
import type { ApiKeyRow } from './apiKeys.js'
import type { AuthenticatorRow } from './authenticators.js'
import type { Browse } from './browse.js'
import type { OrganizationRow } from './organizations.js'
import type { PolicyRow } from './policies.js'
import type { UserRow } from './users.js'
import type { VoteRow } from './votes.js'

/** Everything the signer's page may read. It changes nothing, and holds no secret and no stamp. */
export type ConsoleReader = {
  /** Of the parent organization. */
  organizationId: string
  isOpen(): boolean
  /** Resolves when everything read so far is committed, so that the page shows nothing that a failed commit takes back. */
  settled(): Promise<void>
  /** Which activities were made or changed, by cursor. */
  changes: Pick<Feed, 'cursor' | 'since' | 'changed'>
  browse: Browse
  /** Not a deleted one. */
  organization(id: string): OrganizationRow | undefined
  users(organizationId: string): UserRow[]
  /** Also of a deleted user. */
  userName(organizationId: string, userId: string): string | undefined
  /** Not a deleted one. */
  isRootUser(organizationId: string, userId: string): boolean
  passkeys(userId: string): AuthenticatorRow[]
  apiKeys(userId: string): ApiKeyRow[]
  privateKeyAddresses(privateKeyId: string): string[]
  /** Oldest first. */
  votes(activity: Pick<ActivityHead, 'id' | 'status' | 'updatedMs'>): ConsoleVote[]
  credential(organizationId: string, vote: ConsoleVote): ConsoleCredential
  /** The activity's parameters as the signer parsed them; undefined if this version of the signer cannot read them. */
  parameters(activity: Pick<StoredActivity, 'id' | 'type' | 'body'>): ConsoleParameters | undefined
  /** What scopes, MFA policies and policies said about an activity, at its last votes. Empty if this version of the signer cannot read it. */
  policyVotes(activityId: string): ConsolePolicyVote[]
  /** Whether policies, when they were last asked about an activity, left it to approvals that one of them names. */
  waitsForPolicy(activityId: string): boolean
  /** The current policies, in the order of their creation. */
  policies(organizationId: string): ConsolePolicy[]
  /** A policy, also a deleted one, and the last activities that it allowed or denied, newest first. */
  policy(id: string): { policy: ConsolePolicy; isInForce: boolean; decided: string[] } | undefined
  /** Parses an unsigned Ethereum transaction as the signer does before it signs it; undefined if it would refuse it. */
  transaction(bytes: Uint8Array): ConsoleTransaction | undefined
}

/** What was said at a vote: by what limits the voter, then by each policy that was in force, with its clauses. */
export type ConsolePolicyVote = {
  userId: string
  /** At a rejection, the rest is about an approval in its place. */
  approves: boolean
  limits: ConsoleLimit[]
  /** Undefined if no policy was asked. */
  outcome: PolicyOutcome | undefined
  policies: { id: string; name: string; effect: PolicyEffect; outcome: PolicyOutcome; clauses: ConsoleClause[] }[]
}

/** What the scope of a session, or an MFA policy that was asked, said at a vote. */
export type ConsoleLimit = { name: string; clauses: ConsoleClause[] } & (
  | { kind: 'scope'; isInScope: boolean }
  | {
      kind: 'mfa'
      isEnforced: boolean
      isSatisfied: boolean
      steps: readonly RequiredAuthenticationMethod[]
      satisfied: readonly AuthenticationMethod[]
    }
)

/** A clause of a policy. `value` is undefined if it is an error, which `note` then names. */
export type ConsoleClause = { text: string; value: boolean | undefined; note: string; clauses: ConsoleClause[] }

export type ConsolePolicy = Pick<
  PolicyRow,
  'id' | 'organizationId' | 'name' | 'effect' | 'condition' | 'consensus' | 'time' | 'notes' | 'createdMs'
>

export type ConsoleVote = Pick<VoteRow, 'userId' | 'publicKey' | 'scheme' | 'createdMs'> & {
  approves: boolean
  /** Approvals lapse 24 hours after the first of their round. */
  inForce: boolean
}

/** What a vote was stamped with. `name` is null if the credential has been deleted since. */
export type ConsoleCredential = {
  kind: 'passkey' | 'API key' | 'session' | 'API key or session'
  name: string | null
}

export type ConsoleParameters = {
  /** The last part of the path that all versions of the activity share: `create_wallet`. */
  path: string
  parameters: Record<string, unknown>
}

/** RLP: byte strings and lists of them. */
export type RlpItem = `0x${string}` | readonly RlpItem[]

/** `type` is undefined for a legacy transaction; `fields` are the unsigned ones, in their order. */
export type ConsoleTransaction = { type: number | undefined; fields: readonly RlpItem[] }
