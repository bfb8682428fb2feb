import type { PreparedRequest } from '../../policies/core.js'
import { prepareStoredActivity } from '../activities/prepareStoredActivity.js'
import type { SignerContext } from '../context.js'
import type { ActivityRow } from '../store/activities.js'
import { readFacts } from './readFacts.js'
import { toPreparedRequest } from './toPreparedRequest.js'

/**
 * Reads what an evaluation was over.
 *
 * @param json The facts that were noted then.
 * @throws SignerActivityError if this version cannot read the activity.
 */
export function restoreRequest(
  context: Pick<SignerContext, 'store' | 'policyCache'>,
  activity: Pick<ActivityRow, 'id' | 'type' | 'body' | 'organizationId'>,
  json: string,
): PreparedRequest {
  const { prepared } = prepareStoredActivity(activity)
  const facts = readFacts(json)
  const { type, organizationId } = activity
  return toPreparedRequest(
    context,
    organizationId,
    { type, parameters: prepared.intent },
    facts,
    () => facts.interfaceId,
  )
}
