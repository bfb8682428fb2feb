import { isRecord } from '../protocol/parse.js'

/** Activities that are done and shown as if they were not yet. */
export type Pending = {
  /** Hides what this answer says of its activity, until it has been asked about so many times. */
  begin(response: Response, polls: number): Promise<Response>
  /** The answer, with what is hidden left out. Asking about an activity counts; listing it does not. */
  show(response: Response): Promise<Response>
  clear(): void
}

export function createPending(): Pending {
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
    async begin(response, polls) {
      const body: unknown = await response.json()
      if (!isRecord(body) || !isRecord(body.activity) || typeof body.activity.id !== 'string')
        return Response.json(body, response)
      left.set(body.activity.id, polls)
      return Response.json({ activity: hide(body.activity) }, response)
    },
    async show(response) {
      if (left.size === 0) return response
      const body: unknown = await response.json()
      if (!isRecord(body)) return Response.json(body, response)
      if (Array.isArray(body.activities))
        return Response.json({ ...body, activities: body.activities.map(hide) }, response)
      if (isRecord(body.activity)) return Response.json({ ...body, activity: poll(body.activity) }, response)
      return Response.json(body, response)
    },
    clear() {
      left.clear()
    },
  }
}
