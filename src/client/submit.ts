import type { Activity } from '../wire/activity.js'
import type { Stamper } from '../wire/stamp.js'
import type { SignerClient } from './createSignerClient.js'
import { type ActivityInput, stampRequest } from './stampRequest.js'
import { toTracked } from './toTracked.js'
import { trackActivity } from './trackActivity.js'
import type { waitForActivity } from './waitForActivity.js'

/**
 * Asks the signer for any activity: stamps it, sends it, follows it to its end. One prompt with a passkey; it starts before this returns
 * its promise.
 *
 * @param parameters.type - Such as `ACTIVITY_TYPE_CREATE_WALLET`; the path follows from it unless `path` is given.
 * @param parameters.parameters - The activity's own parameters, as the wire has them.
 * @returns The completed activity. For approve and reject: the target activity.
 *
 * @throws StamperMissingError, what the stamper throws, and what {@link waitForActivity} throws.
 *
 * @example
 * const { result } = await submit(client, { type: 'ACTIVITY_TYPE_DELETE_USERS', organizationId, parameters: { userIds } })
 */
export async function submit(client: SignerClient, parameters: submit.Parameters): Promise<submit.ReturnType> {
  const request = await stampRequest(client, parameters)
  return trackActivity(client, toTracked(request, JSON.parse(request.body)), parameters)
}

export declare namespace submit {
  type Parameters = ActivityInput & { stamper?: Stamper | undefined; signal?: AbortSignal | undefined }
  type ReturnType = Activity
  type ErrorType = stampRequest.ErrorType | waitForActivity.ErrorType
}
