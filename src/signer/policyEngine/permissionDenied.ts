import type { PolicyEvaluation } from '../../wire/policies.js'
import { WireError } from '../protocol/WireError.js'

/** Production's answer to what nothing allows, with what became of each policy. */
export function permissionDenied(policyEvaluations: readonly Required<PolicyEvaluation>[]): WireError {
  const denied = policyEvaluations.filter(({ outcome }) => outcome === 'OUTCOME_DENY_EXPLICIT')
  return new WireError(
    403,
    7,
    "You don't have sufficient permissions to take this action. Please add a policy granting this user permissions. Learn more at https://docs.turnkey.com/concepts/policies/quickstart.",
    'REQUEST_NOT_AUTHORIZED',
    {
      details: [
        {
          '@type': 'type.googleapis.com/errors.v1.PolicyEnginePermissionError',
          message:
            denied.length === 0
              ? 'No policies evaluated to outcome: Allow'
              : `The following policies denied this action: ${denied.map(({ policyId }) => policyId).join(', ')}`,
          policyEvaluations,
        },
      ],
    },
  )
}
