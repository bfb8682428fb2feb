import type { SignerClient } from '../client/createSignerClient.js'
import { stampBody } from '../client/stampBody.js'
import { toTrackedSubmit } from '../client/toTracked.js'
import { trackActivity } from '../client/trackActivity.js'
import { ActivityAuthenticatorsNeededError } from '../errors/activity.js'
import type { Activity } from '../wire/activity.js'
import type { SigningParameters } from './types.js'

/** Like {@link runActivity}, without what only other types need: apps that only sign load less. */
export async function runSigning<result>(
  client: SignerClient,
  { path, type, parameters, parse }: runSigning.Parameters<result>,
): Promise<result> {
  const { organizationId, stamper, approver, signal, ...intent } = parameters
  const body = { type, timestampMs: client.nextTimestampMs(), organizationId, parameters: intent }
  const request = await stampBody(client, { path, body, stamper, signal })
  const tracking = trackActivity(client, { ...toTrackedSubmit(request, body), stamper, signal })
  if (!approver) return parse(await tracking)
  return parse(
    await tracking.catch(async (error) => {
      if (!(error instanceof ActivityAuthenticatorsNeededError)) throw error
      // Loaded when it is needed: few apps do, and no gesture lasts until the signer has answered.
      const { approveLate } = await import('../client/approveLate.js')
      return approveLate(client, { error, approver, stamper, signal })
    }),
  )
}

export declare namespace runSigning {
  type Parameters<result> = {
    /** Path of the endpoint. */
    path: string
    type: string
    /** The action's own parameters, all of which become the activity's, beside those that every action takes. */
    parameters: SigningParameters & Record<string, unknown>
    /** Returns the action's result, or throws if the activity does not have it. */
    parse: (activity: Activity) => result
  }
}
