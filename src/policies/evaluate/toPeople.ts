import type { PolicyCredential, PolicyUser } from '../types.js'
import type { Budget } from './evaluation.js'
import { toCredentialStruct, toUserStruct } from './toConsensusKeywords.js'
import type { Struct } from './values.js'

/** Who has approved a request, and who else could. */
export type Voters = {
  readonly approvers: readonly PolicyUser[]
  readonly credentials: readonly PolicyCredential[]
  readonly users?: readonly PolicyUser[] | undefined
  readonly userCredentials?: readonly PolicyCredential[] | undefined
}

/** A user as a consensus sees them, with their credentials. */
export type Person = {
  readonly user: Struct
  readonly hasApproved: boolean
  /** The credentials that they have approved with. */
  readonly used: readonly Struct[]
  readonly unused: readonly Struct[]
}

/** Lists all users, the one who submitted the activity first. Nobody once the budget is spent. */
export function toPeople(
  { approvers, credentials, users = [], userCredentials = [] }: Voters,
  budget: Budget,
): readonly Person[] {
  const [submitter] = approvers
  if (submitter === undefined) return []
  const byId = new Map([submitter, ...users, ...approvers].map((user) => [user.id, user]))
  budget.steps -= byId.size + credentials.length + userCredentials.length
  if (budget.steps < 0) return []
  const keyOf = ({ userId, id, publicKey }: PolicyCredential): string => JSON.stringify([userId, id, publicKey])
  const usedKeys = new Set(credentials.map(keyOf))
  const used = groupByUser(credentials)
  const unused = groupByUser(userCredentials.filter((credential) => !usedKeys.has(keyOf(credential))))
  const approved = new Set(approvers.map(({ id }) => id))
  return [...byId.values()].map((user) => ({
    user: toUserStruct(user),
    hasApproved: approved.has(user.id),
    used: used.get(user.id) ?? [],
    unused: unused.get(user.id) ?? [],
  }))
}

function groupByUser(credentials: readonly PolicyCredential[]): ReadonlyMap<string, Struct[]> {
  const byUser = new Map<string, Struct[]>()
  for (const credential of credentials) {
    const theirs = byUser.get(credential.userId)
    if (theirs === undefined) byUser.set(credential.userId, [toCredentialStruct(credential)])
    else theirs.push(toCredentialStruct(credential))
  }
  return byUser
}
