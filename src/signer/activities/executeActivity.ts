import type { RequestContext } from '../context.js'
import { WireError } from '../protocol/WireError.js'
import type { KnownActivity } from '../serialize/serializeActivity.js'
import type { ActivityRow } from '../store/activities.js'
import type { PreparedActivity } from './defineActivity.js'

export type Executed = {
  activity: ActivityRow
  /** What is known of a new activity, so that its answer need not read it. */
  known?: KnownActivity
  /** Why the activity failed. */
  error?: WireError
}

/**
 * Executes an activity that has been allowed. If it fails, its writes are rolled back and its failure is recorded. An error
 * of the signer itself is rethrown, which rolls back the whole request.
 */
export function executeActivity(
  context: RequestContext,
  prepared: PreparedActivity,
  resultKey: string,
  activity: ActivityRow,
): Executed {
  const { store } = context
  const updatedMs = context.now()
  try {
    const result = prepared.writes ? store.write(() => prepared.execute(context)) : prepared.execute(context)
    return {
      activity: {
        ...activity,
        status: 'ACTIVITY_STATUS_COMPLETED',
        result: JSON.stringify({ [resultKey]: result }),
        updatedMs,
      },
    }
  } catch (error) {
    if (!(error instanceof WireError) || error.status >= 500) throw error
    prepared.afterFailure?.(context)
    const { code, message } = error.body
    return {
      activity: {
        ...activity,
        status: 'ACTIVITY_STATUS_FAILED',
        failure: JSON.stringify({ code, message }),
        updatedMs,
      },
      error,
    }
  }
}
