import type { SignerResponse } from '../protocol/messages.js'
import { isRecord } from '../protocol/parse.js'

/** Activities that are done, but shown as PENDING for a number of polls. */
export type Pending = {
  /** Hides the outcome of the response's activity until it has been polled `polls` times. */
  begin(response: SignerResponse, polls: number): SignerResponse
  /** The response, without the outcomes that are hidden. Getting an activity counts as a poll; listing it does not. */
  show(response: SignerResponse): SignerResponse
  clear(): void
}

export function createPending(): Pending {
  /** Polls left, by the activity's id. */
  const left = new Map<string, number>()

  function hide(activity: unknown): unknown {
    if (!isRecord(activity) || typeof activity.id !== 'string' || !left.has(activity.id)) return activity
    return { ...activity, status: 'ACTIVITY_STATUS_PENDING', result: null, failure: null }
  }

  function poll(activity: unknown): unknown {
    if (!isRecord(activity) || typeof activity.id !== 'string') return activity
    const polls = left.get(activity.id)
    if (polls === undefined) return activity
    if (polls === 0) left.delete(activity.id)
    else left.set(activity.id, polls - 1)
    return hide(activity)
  }

  return {
    begin(response, polls) {
      const body: unknown = JSON.parse(response.body)
      if (!isRecord(body) || !isRecord(body.activity) || typeof body.activity.id !== 'string') return response
      left.set(body.activity.id, polls)
      return { ...response, body: JSON.stringify({ activity: hide(body.activity) }) }
    },
    show(response) {
      if (left.size === 0 || response.body === '') return response
      const body: unknown = JSON.parse(response.body)
      if (!isRecord(body)) return response
      if (Array.isArray(body.activities))
        return { ...response, body: JSON.stringify({ ...body, activities: body.activities.map(hide) }) }
      if (isRecord(body.activity))
        return { ...response, body: JSON.stringify({ ...body, activity: poll(body.activity) }) }
      return response
    },
    clear() {
      left.clear()
    },
  }
}
