import type { SignerClient } from '../client/createSignerClient.js'
import { submit } from '../client/submit.js'
import type { Activity } from '../wire/activity.js'
import { assertIds, type WithIds } from './assertIds.js'
import type { ActionParameters } from './types.js'

/** Submits an activity and parses what became of it. Every action that changes something or signs something is built on it. */
export async function runActivity<result, parameters extends ActionParameters & Record<string, unknown>>(
  client: SignerClient,
  { type, parameters, ids, parse }: runActivity.Parameters<result, parameters>,
): Promise<result> {
  const { organizationId, stamper, signal, ...intent } = parameters
  assertIds(intent, ids)
  return parse(await submit(client, { type, organizationId, parameters: intent, stamper, signal }))
}

export declare namespace runActivity {
  type Parameters<result, parameters> = WithIds<parameters> & {
    type: string
    /** The action's own parameters, all of which become the activity's, beside those that every action takes. */
    parameters: parameters
    /** Returns the action's result, or throws if the activity does not have it. */
    parse: (activity: Activity) => result
  }
}
