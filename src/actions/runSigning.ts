import { assertId } from '../client/assertId.js'
import type { SignerClient } from '../client/createSignerClient.js'
import { submitIntent } from '../client/submitIntent.js'
import { ActivityAuthenticatorsNeededError } from '../errors/activity.js'
import { toError } from '../errors/toError.js'
import type { Activity } from '../wire/activity.js'
import type { SigningParameters } from './types.js'

/** Like {@link runActivity}, for actions that sign, which another authenticator of the user may have to approve. */
export async function runSigning<result>(
  client: SignerClient,
  { path, type, parameters, parse }: runSigning.Parameters<result>,
): Promise<result> {
  const { organizationId, stamper, approver, signal, ...intent } = parameters
  assertId('signWith', intent.signWith)
  const submitting = submitIntent(client, { path, type, organizationId, intent, stamper, signal })
  return parse(
    await submitting.catch(async (error) => {
      if (!approver || !(error instanceof ActivityAuthenticatorsNeededError)) throw error
      const addCause = (cause: unknown) =>
        new ActivityAuthenticatorsNeededError({
          activity: { ...error, id: error.activityId, failure: error.failure ?? null },
          body: error.pending?.body,
          cause: toError(cause),
        })
      // Loaded when it is needed: most apps do not, and no gesture lasts until the signer has answered. A new deployment may
      // have removed it since the page was loaded.
      const { approveLate } = await import('../client/approveLate.js').catch((cause) => {
        throw addCause(cause)
      })
      return approveLate(client, { error, approver, stamper, signal, submit: submitIntent, addCause })
    }),
  )
}

export declare namespace runSigning {
  type Parameters<result> = {
    /** Path of the endpoint. */
    path: string
    type: string
    /** The action's own parameters, all of which become the activity's, beside those that every action takes. */
    parameters: SigningParameters & { signWith: string } & Record<string, unknown>
    /** Returns the action's result, or throws if the activity does not have it. */
    parse: (activity: Activity) => result
  }
}
