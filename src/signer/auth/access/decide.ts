import type { Caller } from '../../context.js'
import { badRequest, forbidden, WireError } from '../../protocol/WireError.js'

/** What an activity touches, as far as permission goes. */
export type Subject =
  /** Uses a key of the organization to sign. */
  | { kind: 'signature' }
  /** One user's own credentials. */
  | { kind: 'credentials'; userId: string }
  /** A session for whoever asks. */
  | { kind: 'login' }
  /** A vote on what somebody else asked for. */
  | { kind: 'vote' }
  /** Anything else of the organization. */
  | { kind: 'organization' }

export type Ballot = {
  /** Users whose approval is in force, the caller's included. */
  approvals: readonly string[]
  /** How many root users it takes. */
  threshold: number
  /** All of them, looked up when it takes more than one. */
  rootUserIds(): readonly string[]
}

export type Decision =
  | { outcome: 'allowed' }
  | { outcome: 'consensus needed' }
  | { outcome: 'denied'; error: WireError }

/**
 * Who may what, and the only place that says so.
 *
 * A parent reads its sub-organizations and does nothing in them. Root users decide by quorum. Other users manage their own
 * credentials and nothing else: there are no policies yet, and this is where they will be asked.
 */
export function decide(
  caller: Caller,
  activity: { organizationId: string; subject: Subject },
  ballot: Ballot,
): Decision {
  const { organizationId, subject } = activity
  if (caller.organizationId !== organizationId)
    return {
      outcome: 'denied',
      error:
        subject.kind === 'signature'
          ? forbidden('request not authorized')
          : badRequest(
              `organization mismatch: request is targeting organization ("${organizationId}"), but voters are in organization ("${caller.organizationId}")`,
              'ORGANIZATION_MISMATCH',
            ),
    }
  // A session votes as its user and counts as one vote, so a quorum has nothing to say. Nobody has seen production with one.
  if (subject.kind === 'login') return { outcome: 'allowed' }
  if (caller.inRootQuorum) {
    // The caller is one of them: where one is enough, the others need not be looked up.
    if (ballot.threshold <= 1) return { outcome: 'allowed' }
    const userIds = new Set(ballot.rootUserIds())
    const approvals = new Set(ballot.approvals.filter((userId) => userIds.has(userId)))
    return { outcome: approvals.size >= ballot.threshold ? 'allowed' : 'consensus needed' }
  }
  if (subject.kind === 'credentials' && subject.userId === caller.userId) return { outcome: 'allowed' }
  return { outcome: 'denied', error: noPolicyAllows() }
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
