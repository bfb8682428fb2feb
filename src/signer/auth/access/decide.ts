import type { Caller, RequestContext } from '../../context.js'
import { badRequest, forbidden, WireError } from '../../protocol/WireError.js'
import { isSession } from '../../store/apiKeys.js'
import type { Store } from '../../store/createStore.js'
import { rootQuorum } from './rootQuorum.js'

/** What an activity needs permission for. */
export type Subject =
  /** To sign with a key of the organization. */
  | { kind: 'signature' }
  /** To change one user's credentials. `deletedApiKeys` has the ids if all it does is delete API keys. */
  | { kind: 'credentials'; userId: string; deletedApiKeys?: readonly string[] }
  /** To import a key as this user. */
  | { kind: 'import'; userId: string }
  /** To create a session for the caller. */
  | { kind: 'login' }
  /** To vote on an existing activity. */
  | { kind: 'vote' }
  /** To change anything else of the organization. */
  | { kind: 'organization' }

export type Decision =
  | { outcome: 'allowed' }
  | { outcome: 'consensus needed' }
  | { outcome: 'denied'; error: WireError }

/**
 * Decides who may do what. Nothing else does.
 *
 * A parent organization reads its sub-organizations and changes nothing in them. Root users decide by quorum. Other users
 * manage their own credentials and nothing else: policies do not exist yet, and will be evaluated here.
 *
 * @param approvals Ids of the users whose approval is in force, the caller's included.
 */
export function decide(
  { store, organization, caller }: Pick<RequestContext, 'store' | 'organization' | 'caller'>,
  subject: Subject,
  approvals: readonly string[],
): Decision {
  if (caller.organizationId !== organization.id)
    return {
      outcome: 'denied',
      error:
        subject.kind === 'signature'
          ? forbidden('request not authorized')
          : badRequest(
              `organization mismatch: request is targeting organization ("${organization.id}"), but voters are in organization ("${caller.organizationId}")`,
              'ORGANIZATION_MISMATCH',
            ),
    }
  // Documented as denied by default. Not verified against production for root users.
  if (subject.kind === 'import' && subject.userId !== caller.userId)
    return { outcome: 'denied', error: noPolicyAllows() }
  // A session counts as one vote, its user's, whatever the quorum. Not verified against production with a quorum.
  if (subject.kind === 'login') return { outcome: 'allowed' }
  // Ending one's own sessions takes no other approval either. Not verified against production with a quorum.
  if (endsOwnSessions(store, caller, subject)) return { outcome: 'allowed' }
  if (caller.inRootQuorum) {
    // Where one root user is enough, the caller is: the others are not looked up.
    if (organization.quorumThreshold <= 1) return { outcome: 'allowed' }
    const { userIds, threshold } = rootQuorum(store, organization)
    const rootUserIds = new Set(userIds)
    const rootApprovals = new Set(approvals.filter((userId) => rootUserIds.has(userId)))
    return { outcome: rootApprovals.size >= threshold ? 'allowed' : 'consensus needed' }
  }
  if (subject.kind === 'credentials' && subject.userId === caller.userId) return { outcome: 'allowed' }
  return { outcome: 'denied', error: noPolicyAllows() }
}

function endsOwnSessions(store: Store, caller: Caller, subject: Subject): boolean {
  if (subject.kind !== 'credentials' || subject.deletedApiKeys === undefined) return false
  return subject.deletedApiKeys.every((id) => {
    const apiKey = store.apiKeys.byId(caller.organizationId, id)
    return apiKey !== undefined && isSession(apiKey) && apiKey.userId === caller.userId
  })
}

function noPolicyAllows(): WireError {
  return new WireError(
    403,
    7,
    "You don't have sufficient permissions to take this action. Please add a policy granting this user permissions. Learn more at https://docs.turnkey.com/concepts/policies/quickstart.",
    'REQUEST_NOT_AUTHORIZED',
    {
      details: [
        {
          '@type': 'type.googleapis.com/errors.v1.PolicyEnginePermissionError',
          message: 'No policies evaluated to outcome: Allow',
          policyEvaluations: [],
        },
      ],
    },
  )
}
