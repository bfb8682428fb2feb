import type { Decide } from '../auth/access/access.js'
import type { RequestContext } from '../context.js'
import { recordFindings } from '../policyEngine/recordFindings.js'
import type { ActivityRow } from '../store/activities.js'
import { type SubmissionVote, toSubmissionVotes } from '../store/votes.js'
import type { ActivityDefinition, ActivityVersion } from './defineActivity.js'
import { denyActivity, findDenial } from './denyActivity.js'
import { type Executed, executeActivity } from './executeActivity.js'
import { type ActivityOverride, type Submission, toApproval } from './submission.js'

/** Records a new activity, and executes it if its caller alone may decide. One that is denied is recorded as failed. */
export function submit(
  context: RequestContext,
  definition: ActivityDefinition,
  submission: Submission,
  decide: Decide,
  override: (() => ActivityOverride | undefined) | undefined,
): Executed {
  const { store, caller, organization } = context
  // The same bytes are the same activity, whatever its status is by now.
  const submitted = store.activities.byFingerprint(organization.id, submission.fingerprint)
  if (submitted !== undefined && caller.organizationId === organization.id)
    return { activity: submitted, ...findDenial(store, submitted) }

  const prepared = definition.prepare(submission.parameters)
  const version = versionOf(definition, submission.type)
  const decision = decide(context, {
    subject: prepared.subject,
    activity: { type: submission.type, parameters: prepared.intent },
    approvals: [toApproval(context, submission)],
  })
  if (decision.outcome === 'denied' && !decision.isRecorded) throw decision.error

  const activity = toActivity(context, submission)
  const execute = (): Executed =>
    decision.outcome === 'allowed'
      ? (overridden(activity, override) ?? executeActivity(context, prepared, version.result, activity))
      : decision.outcome === 'denied'
        ? denyActivity(activity, decision.error)
        : decision.outcome === 'authenticators needed'
          ? { activity: { ...activity, status: 'ACTIVITY_STATUS_AUTHENTICATORS_NEEDED' } }
          : { activity }
  const insert = (executed: Executed): void =>
    store.activities.insert({ ...executed.activity, tookMs: performance.now() - submission.arrivedMs })
  const { scope, mfa, policies } = decision
  let executed: Executed
  if (prepared.writes || scope !== undefined || mfa !== undefined || policies !== undefined)
    executed = store.write(() => {
      const result = execute()
      insert(result)
      recordFindings(context, { ...activity.vote, activityId: activity.id }, decision)
      return result
    })
  else {
    // A signature writes one row, which is most of what the signer is asked for.
    executed = execute()
    store.writeOne(() => insert(executed))
  }
  context.onActivity?.(activity.id)
  const known = {
    prepared,
    version,
    votes: toSubmissionVotes(activity),
    ...(prepared.writes ? {} : { voter: context.user }),
  }
  return { ...executed, known }
}

function toActivity(context: RequestContext, submission: Submission): ActivityRow & { vote: SubmissionVote } {
  const { fingerprint, type, text, verifiedStamp } = submission
  const nowMs = context.now()
  return {
    id: context.newId(),
    organizationId: context.organization.id,
    fingerprint,
    type,
    body: text,
    status: 'ACTIVITY_STATUS_CONSENSUS_NEEDED',
    result: null,
    failure: null,
    createdMs: nowMs,
    updatedMs: nowMs,
    tookMs: null,
    // Submitting an activity approves it.
    vote: { id: context.newId(), userId: context.caller.userId, ...verifiedStamp, createdMs: nowMs },
  }
}

function versionOf({ versions }: ActivityDefinition, type: string): ActivityVersion {
  const version = versions.get(type)
  if (version === undefined) throw new TypeError(`${type} has no version`)
  return version
}

function overridden(
  activity: ActivityRow,
  override: (() => ActivityOverride | undefined) | undefined,
): Executed | undefined {
  const status = override?.()
  return status === undefined ? undefined : { activity: { ...activity, ...status } }
}
