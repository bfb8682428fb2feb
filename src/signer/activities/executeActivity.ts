import type { RequestContext } from '../context.js'
import { WireError } from '../protocol/WireError.js'
import type { ActivityRow } from '../store/activities.js'
import type { PreparedActivity } from './defineActivity.js'

export type Executed = {
  activity: ActivityRow
  /** Why it failed. */
  error?: WireError
}

/**
 * Does what has been allowed. What fails leaves nothing behind but the failure, which is recorded; a fault of the signer's
 * own is thrown on, and then nothing of the request is kept.
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
    const result = store.write(() => prepared.execute(context))
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
