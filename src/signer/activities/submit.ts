import { decide } from '../auth/access/decide.js'
import type { RequestContext } from '../context.js'
import type { ActivityRow } from '../store/activities.js'
import type { ActivityDefinition } from './defineActivity.js'
import { type Executed, executeActivity } from './executeActivity.js'
import { type ActivityOverride, type Submission, toVote } from './submission.js'

/** Records a new activity, and executes it if its caller alone may decide. */
export function submit(
  context: RequestContext,
  definition: ActivityDefinition,
  submission: Submission,
  override: (() => ActivityOverride | undefined) | undefined,
): Executed {
  const { store, caller, organization } = context
  // The same bytes are the same activity, whatever its status is by now.
  const known = store.activities.byFingerprint(organization.id, submission.fingerprint)
  if (known !== undefined && caller.organizationId === organization.id) return { activity: known }

  const prepared = definition.prepare(submission.parameters)
  const decision = decide(context, prepared.subject, [caller.userId])
  if (decision.outcome === 'denied') throw decision.error

  const activity = toActivity(context, submission)
  const executed =
    decision.outcome === 'allowed'
      ? (overridden(activity, override) ??
        executeActivity(context, prepared, resultKey(definition, submission.type), activity))
      : { activity }
  store.activities.insert({ ...executed.activity, tookMs: performance.now() - submission.arrivedMs })
  // Submitting an activity approves it.
  store.votes.insert(toVote(context, activity, 'VOTE_SELECTION_APPROVED', submission))
  context.onActivity?.(activity.id)
  return executed
}

function toActivity(context: RequestContext, { fingerprint, type, text }: Submission): ActivityRow {
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
  }
}

function resultKey({ versions }: ActivityDefinition, type: string): string {
  const version = versions.get(type)
  if (version === undefined) throw new TypeError(`${type} has no version`)
  return version.result
}

function overridden(
  activity: ActivityRow,
  override: (() => ActivityOverride | undefined) | undefined,
): Executed | undefined {
  const status = override?.()
  return status === undefined ? undefined : { activity: { ...activity, ...status } }
}
