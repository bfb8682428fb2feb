import type { SignerClient } from '../client/createSignerClient.js'
import { readResult } from '../client/readResult.js'
import { submit } from '../client/submit.js'
import type { ActionParameters } from './types.js'

/** An activity whose result is checked for its shape. What is not every action's is the activity's own parameters. */
export async function runActivity<result>(
  client: SignerClient,
  type: string,
  { organizationId, stamper, signal, ...parameters }: ActionParameters,
  resultKey: string,
  isResult: (value: unknown) => value is result,
): Promise<result> {
  const activity = await submit(client, { type, organizationId, parameters, stamper, signal })
  return readResult(activity, resultKey, isResult)
}
