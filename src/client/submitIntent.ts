import type { Activity } from '../wire/activity.js'
import type { Stamper } from '../wire/stamp.js'
import type { SignerClient } from './createSignerClient.js'
import { stampBody } from './stampBody.js'
import { toTrackedSubmit } from './toTracked.js'
import { type TrackedActivity, trackActivity } from './trackActivity.js'

/** Like {@link submit}, without what only other types need: apps that only sign load less. */
export async function submitIntent(
  client: SignerClient,
  { path, type, organizationId, intent, target, track = trackActivity, ...options }: submitIntent.Parameters,
): Promise<Activity> {
  const body = { type, timestampMs: client.nextTimestampMs(), organizationId, parameters: intent }
  const request = await stampBody(client, { path, body, ...options })
  return track(client, { ...toTrackedSubmit(request, body), ...target, ...options })
}

export declare namespace submitIntent {
  type Parameters = {
    /** Path of the endpoint. */
    path: string
    type: string
    organizationId: string
    /** The parameters of the activity. */
    intent: object
    /** The activity that a vote is on, which the response is then about. */
    target?: Pick<TrackedActivity, 'expected' | 'body'> | undefined
    /**
     * Waits until the activity is final.
     * @default trackActivity
     */
    track?: typeof trackActivity | undefined
    stamper?: Stamper | undefined
    signal?: AbortSignal | undefined
  }
}
