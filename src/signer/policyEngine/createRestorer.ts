import type { PreparedRequest } from '../../policies/core.js'
import { prepareStoredActivity } from '../activities/prepareStoredActivity.js'
import type { SignerContext } from '../context.js'
import type { ActivityRow } from '../store/activities.js'
import { readFacts } from './readFacts.js'
import { toPreparedRequest } from './toPreparedRequest.js'

/**
 * Reads what an evaluation was over, from the facts that were noted then.
 *
 * @throws SignerActivityError if this version cannot read the activity.
 */
export type RestoreRequest = (facts: string) => PreparedRequest

/** Creates what reads the evaluations of one activity. It reads the activity once, and the same facts once in a row. */
export function createRestorer(
  context: Pick<SignerContext, 'store' | 'policyCache'>,
  activity: Pick<ActivityRow, 'id' | 'type' | 'body' | 'organizationId'>,
): RestoreRequest {
  const { type, organizationId } = activity
  let parameters: Record<string, unknown> | undefined
  let last: { json: string; request: PreparedRequest } | undefined
  return (json) => {
    if (last?.json === json) return last.request
    parameters ??= prepareStoredActivity(activity).prepared.intent
    const facts = readFacts(json)
    const request = toPreparedRequest(context, organizationId, { type, parameters }, facts, () => facts.interfaceId)
    last = { json, request }
    return request
  }
}
