import { assertId } from '../client/assertId.js'
import type { SignerClient } from '../client/createSignerClient.js'
import { hasStrings, isObject, isOptionalString } from '../client/guards.js'
import type { query } from '../client/query.js'
import type { GetPolicyEvaluationsRequest, VoteEvaluation } from '../wire/policies.js'
import { runQuery } from './runQuery.js'
import type { ActionParameters } from './types.js'

/**
 * Returns what became of each policy at each vote on an activity. Empty where the root quorum decided, since no policy was asked.
 *
 * @throws InvalidParameterError before any prompt if an id is missing or malformed, and what {@link query} throws.
 *
 * @example
 * ```ts
 * import { createSignerClient, webAuthnStamper } from 'viem-passkey-account'
 * import { getPolicyEvaluations } from 'viem-passkey-account/actions'
 *
 * const client = createSignerClient({ stamper: webAuthnStamper({ rpId: 'example.com' }) })
 * const evaluations = await getPolicyEvaluations(client, {
 *   organizationId: '<organization id>',
 *   activityId: '<activity id>',
 * })
 * ```
 */
export async function getPolicyEvaluations(
  client: SignerClient,
  parameters: getPolicyEvaluations.Parameters,
): Promise<getPolicyEvaluations.ReturnType> {
  return runQuery(client, {
    name: 'get_policy_evaluations',
    parameters,
    ids: { activityId: assertId },
    parse: ({ policyEvaluations }) => (isEvaluations(policyEvaluations) ? policyEvaluations : undefined),
  })
}

export declare namespace getPolicyEvaluations {
  type Parameters = ActionParameters & Omit<GetPolicyEvaluationsRequest, 'organizationId'>
  type ReturnType = VoteEvaluation[]
  type ErrorType = query.ErrorType
}

function isEvaluations(value: unknown): value is VoteEvaluation[] {
  return Array.isArray(value) && value.every(isVoteEvaluation)
}

function isVoteEvaluation(value: unknown): value is VoteEvaluation {
  return (
    hasStrings(value, ['id', 'activityId', 'organizationId', 'voteId']) &&
    Array.isArray(value.policyEvaluations) &&
    value.policyEvaluations.every(
      (entry) => isObject(entry) && isOptionalString(entry.policyId) && isOptionalString(entry.outcome),
    )
  )
}
