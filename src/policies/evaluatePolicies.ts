import { InvalidParameterError } from '../errors/config.js'
import { PolicyExpressionError } from '../errors/policies.js'
import { findMalformedFields } from './check/findMalformedFields.js'
import { evaluatePrepared } from './evaluate/evaluatePrepared.js'
import { explainPrepared, type PolicyTrace } from './evaluate/explainPrepared.js'
import { type PreparedPolicy, preparePolicy } from './evaluate/preparePolicy.js'
import type { Policy, PolicyContext, PolicyCredential, PolicyEffect, PolicyOutcome, PolicyUser } from './types.js'

/**
 * Evaluates policies over a request, as the signer does for users who are not the root quorum: a DENY that matches wins, then an ALLOW that
 * matches. Otherwise the request is denied, or waits for approvals that a consensus names. Pure and synchronous: reads no clock and no network.
 *
 * @example
 * ```ts
 * import { evaluatePolicies, toPolicyContext } from 'viem-passkey-account/policies'
 *
 * const { outcome, policies } = evaluatePolicies({
 *   policies: [{ effect: 'EFFECT_ALLOW', condition: "activity.kind == 'CREATE_WALLET'" }],
 *   context: toPolicyContext({ body: { type: 'ACTIVITY_TYPE_CREATE_WALLET', parameters: {} } }),
 *   approvers: [{ id: 'backend' }],
 *   now: Date.now(),
 * })
 * ```
 */
export function evaluatePolicies(parameters: evaluatePolicies.Parameters): evaluatePolicies.ReturnType {
  const { policies, credentials = [], ...rest } = parameters
  if (!Number.isFinite(rest.now) || Math.abs(rest.now) > maxMs)
    throw new InvalidParameterError({
      parameter: 'now',
      value: String(rest.now),
      message: '`now` must be a number of milliseconds since 1970, until the year 9999. Pass `Date.now()`.',
    })
  const request = { ...rest, credentials }
  const prepared = policies.map(prepare)
  const { outcome, policies: outcomes } = evaluatePrepared(prepared, request)
  return {
    outcome,
    policies: outcomes.map(({ policy, outcome, results }) => ({
      policyId: policy.policyId,
      policyName: policy.policyName,
      effect: policy.effect,
      outcome,
      trace: explainPrepared(policy, request, { results }),
    })),
  }
}

/** The last day of the year 9999. Time zones are read with `Date`, which ends in 275760, and a `CronSpan` reads days around `now`. */
const maxMs = 253_402_214_400_000

function prepare(policy: Policy, index: number): PreparedPolicy {
  const [malformed] = findMalformedFields(policy)
  if (malformed !== undefined)
    throw new InvalidParameterError({
      parameter: `policies[${index}].${malformed.field}`,
      value: String(policy[malformed.field]),
      message: `\`policies[${index}].${malformed.field}\` is not valid. ${malformed.message}`,
    })
  const result = preparePolicy(policy)
  if (result.ok) return result.policy
  const { field, text, offset, expected, message } = result.error
  throw new PolicyExpressionError({ text, message, field, policyName: policy.policyName ?? '', offset, expected })
}

export declare namespace evaluatePolicies {
  type Parameters = {
    /** The policies of the organization, in the order of their creation. */
    policies: readonly Policy[]
    /** The request as conditions see it, from `toPolicyContext`. */
    context: PolicyContext
    /** Users who have approved the request. The first one submitted it. */
    approvers: readonly PolicyUser[]
    /**
     * The credentials that they approved it with.
     * @default []
     */
    credentials?: readonly PolicyCredential[] | undefined
    /** `time.now`, in milliseconds since 1970, until the year 9999. */
    now: number
    /**
     * All users of the organization. With them, a request that others still have to approve comes to `OUTCOME_REQUIRES_CONSENSUS`: some of
     * them would meet a consensus together with the user who submitted it, and would not without. Where the limit of steps does not suffice to
     * find out who, it is denied.
     * @default none: it comes to `OUTCOME_DENY_IMPLICIT`
     */
    users?: readonly PolicyUser[] | undefined
    /**
     * The credentials of all users, for a consensus that names credentials.
     * @default []
     */
    userCredentials?: readonly PolicyCredential[] | undefined
  }
  type ReturnType = {
    /** What all policies together came to. Only `OUTCOME_ALLOW` permits the request. */
    outcome: PolicyOutcome
    /** What each policy came to, in the order of `policies`. */
    policies: readonly {
      /** Id of the policy, if it has one. */
      policyId: string | undefined
      /** Name of the policy, if it has one. */
      policyName: string | undefined
      /** Whether it allows or denies. */
      effect: PolicyEffect
      /** What it came to. */
      outcome: PolicyOutcome
      /** Why: each clause of its expressions, with its value or its error. */
      trace: PolicyTrace
    }[]
  }
  type ErrorType = InvalidParameterError | PolicyExpressionError
}
