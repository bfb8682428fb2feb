import type { Activity } from '../wire/activity.js'
import type { Stamper } from '../wire/stamp.js'
import type { SignerClient } from './createSignerClient.js'
import { type ActivityInput, stampRequest } from './stampRequest.js'
import { toTracked } from './toTracked.js'
import { trackActivity } from './trackActivity.js'
import type { waitForActivity } from './waitForActivity.js'

/**
 * Submits any activity and waits until it is final. A passkey prompts once, before the function returns its promise.
 *
 * @returns The completed activity. For a vote: the activity that was voted on.
 *
 * @throws What {@link stampRequest} and {@link waitForActivity} throw.
 *
 * @example
 * ```ts
 * import { createSignerClient, webAuthnStamper } from 'viem-passkey-account'
 * import { submit } from 'viem-passkey-account/actions'
 *
 * const client = createSignerClient({ stamper: webAuthnStamper({ rpId: 'example.com' }) })
 * const { result } = await submit(client, {
 *   type: 'ACTIVITY_TYPE_DELETE_USERS',
 *   organizationId: '<organization id>',
 *   parameters: { userIds: ['<user id>'] },
 * })
 * ```
 */
export async function submit(client: SignerClient, parameters: submit.Parameters): Promise<submit.ReturnType> {
  const { stamper, signal } = parameters
  const request = await stampRequest(client, parameters)
  return trackActivity(client, { ...toTracked(request, JSON.parse(request.body)), stamper, signal })
}

export declare namespace submit {
  type Parameters = ActivityInput & {
    /**
     * Stamps the request.
     * @default client.stamper
     */
    stamper?: Stamper | undefined
    /** Aborts the prompt, the request and the polling. The call then rejects with the signal's reason. */
    signal?: AbortSignal | undefined
  }
  type ReturnType = Activity
  type ErrorType = stampRequest.ErrorType | waitForActivity.ErrorType
}
