import type { SignerClient } from '../client/createSignerClient.js'
import { stampBody } from '../client/stampBody.js'
import { toTrackedSubmit } from '../client/toTracked.js'
import { trackActivity } from '../client/trackActivity.js'
import type { runActivity } from './runActivity.js'

/** Like {@link runActivity}, without what only other types need: apps that only sign load less. */
export async function runSigning<result>(
  client: SignerClient,
  { path, type, parameters, parse }: runSigning.Parameters<result>,
): Promise<result> {
  const { organizationId, stamper, signal, ...intent } = parameters
  const body = { type, timestampMs: client.nextTimestampMs(), organizationId, parameters: intent }
  const request = await stampBody(client, { path, body, stamper, signal })
  return parse(await trackActivity(client, { ...toTrackedSubmit(request, body), stamper, signal }))
}

export declare namespace runSigning {
  type Parameters<result> = runActivity.Parameters<result> & {
    /** Path of the endpoint. */
    path: string
  }
}
