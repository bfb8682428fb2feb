import type { SignerClient } from '../client/createSignerClient.js'
import { submit } from '../client/submit.js'
import type { Activity } from '../wire/activity.js'
import type { ActionParameters } from './types.js'

/** Submits an activity and parses what became of it. Every action that changes something or signs something is built on it. */
export async function runActivity<result>(
  client: SignerClient,
  { type, parameters, parse }: runActivity.Parameters<result>,
): Promise<result> {
  const { organizationId, stamper, signal, ...intent } = parameters
  return parse(await submit(client, { type, organizationId, parameters: intent, stamper, signal }))
}

export declare namespace runActivity {
  type Parameters<result> = {
    type: string
    /** The action's own parameters, all of which become the activity's, beside those that every action takes. */
    parameters: ActionParameters & Record<string, unknown>
    /** Returns the action's result, or throws if the activity does not have it. */
    parse: (activity: Activity) => result
  }
}
