import { getMfaStatus } from '../actions/getMfaStatus.js'
import type { PendingSignature } from '../records/pendingSignature.js'
import type { RequiredAuthenticationMethod } from '../wire/mfaPolicies.js'
import type { PasskeyAccount } from './types.js'

/**
 * Returns the authenticators that a pending signature still waits for: one entry for each step of the MFA policy that is
 * not passed, with the methods that would pass it. Stamps one query, without a prompt if the account's stamper is a session.
 *
 * It is the signer's word. Use it to tell the user what to do.
 *
 * @throws What {@link getMfaStatus} throws.
 *
 * @example
 * ```ts
 * import { findError, ActivityAuthenticatorsNeededError, getMissingAuthenticators, type PasskeyAccount } from 'viem-passkey-account'
 *
 * export async function explain(account: PasskeyAccount, error: unknown) {
 *   const pending = findError(error, ActivityAuthenticatorsNeededError)?.pending
 *   return pending && getMissingAuthenticators(account, { pending })
 * }
 * ```
 */
export async function getMissingAuthenticators(
  { signerClient, stamper, signal: ownSignal }: PasskeyAccount,
  { pending: { organizationId, activityId }, signal = ownSignal }: getMissingAuthenticators.Parameters,
): Promise<getMissingAuthenticators.ReturnType> {
  const statuses = await getMfaStatus(signerClient, { organizationId, activityId, stamper, signal })
  return statuses.flatMap(({ satisfied, satisfiedMethods, requiredMethods }) =>
    satisfied ? [] : toMissing(requiredMethods, satisfiedMethods),
  )
}

/** A method passes one step. */
function toMissing(
  steps: readonly RequiredAuthenticationMethod[],
  satisfied: MethodList,
): RequiredAuthenticationMethod[] {
  const left = [...satisfied]
  return steps.filter(({ any }) => {
    const index = left.findIndex(({ type, id }) =>
      any.some((method) => method.type === type && (method.id === undefined || method.id === id)),
    )
    if (index >= 0) left.splice(index, 1)
    return index < 0
  })
}

type MethodList = getMfaStatus.ReturnType[number]['satisfiedMethods']

export declare namespace getMissingAuthenticators {
  type Parameters = {
    /** The `pending` of an `ActivityAuthenticatorsNeededError`. */
    pending: Pick<PendingSignature, 'organizationId' | 'activityId'>
    /**
     * Aborts the request. The call then rejects with the signal's reason.
     * @default account.signal
     */
    signal?: AbortSignal | undefined
  }
  type ReturnType = RequiredAuthenticationMethod[]
  type ErrorType = getMfaStatus.ErrorType
}
