import type { ClauseTrace, PolicyTrace } from '../../policies/core.js'
import type { SignerContext } from '../context.js'
import { SignerActivityError } from '../errors.js'
import type { ConsoleClause, ConsoleLimit, ConsolePolicyVote, ConsoleReader } from '../store/consoleReader.js'
import { explainEvaluation } from './explainEvaluation.js'
import { type ExplainedLimits, explainLimits } from './explainLimits.js'
import { fromLetters } from './outcomeLetters.js'

/** Votes of an activity that the page explains: of the last ones. */
const maxVotes = 10

/** Evaluations that are looked through for those that a policy decided, and how many of them are listed. */
const [lookedThrough, listed] = [1000, 50]

/** Creates the part of the console's reader that is about policies. */
export function createPolicyReader(
  context: Pick<SignerContext, 'store' | 'policyCache'>,
): Pick<ConsoleReader, 'policyVotes' | 'policies' | 'policy'> {
  const { store } = context
  return {
    policyVotes(activityId) {
      const activity = store.browse.activity(activityId)
      if (activity === undefined) return []
      const limits = new Map(store.limitEvaluations.ofActivity(activityId).map((row) => [row.voteId, row]))
      const evaluations = new Map(store.policyEvaluations.ofActivity(activityId).map((row) => [row.voteId, row]))
      try {
        return store.votes
          .ofActivity(activityId)
          .filter(({ id }) => limits.has(id) || evaluations.has(id))
          .slice(-maxVotes)
          .map(({ id, userId }): ConsolePolicyVote => {
            const [limit, evaluation] = [limits.get(id), evaluations.get(id)]
            const policies = evaluation === undefined ? [] : explainEvaluation(context, activity, evaluation)
            return {
              userId,
              limits: limit === undefined ? [] : toLimits(explainLimits(context, activity, limit)),
              outcome: evaluation?.outcome,
              policies: policies.map(({ row, outcome, trace }) => ({
                id: row.id,
                name: row.name,
                effect: row.effect,
                outcome,
                clauses: toClauses(trace),
              })),
            }
          })
      } catch (error) {
        if (error instanceof SignerActivityError) return []
        throw error
      }
    },
    policies: (organizationId) => store.policies.current(organizationId),
    policy(id) {
      const policy = store.policies.newest(id)
      if (policy === undefined) return undefined
      const decided = store.policyEvaluations.newest(policy.organizationId, lookedThrough).filter((evaluation) => {
        const at = context.policyCache.setOf(evaluation.setId).rows.findIndex((row) => row.id === id)
        const outcome = fromLetters(evaluation.outcomes)[at]
        return outcome === 'OUTCOME_DENY_EXPLICIT' || (outcome === 'OUTCOME_ALLOW' && evaluation.outcome === outcome)
      })
      return {
        policy,
        isInForce: store.policies.current(policy.organizationId).some((row) => row.id === id),
        decided: [...new Set(decided.map(({ activityId }) => activityId))].slice(0, listed),
      }
    },
  }
}

function toLimits({ scope, mfa }: ExplainedLimits): ConsoleLimit[] {
  const clausesOf = (condition: ClauseTrace | undefined): ConsoleClause[] =>
    condition === undefined ? [] : [toClause(condition)]
  const ofScope: ConsoleLimit[] =
    scope === undefined
      ? []
      : [{ kind: 'scope', name: scope.profile.name, isInScope: scope.isInScope, clauses: clausesOf(scope.condition) }]
  const ofPolicies = mfa?.policies.map(
    ({ policy, isEnforced, condition }): ConsoleLimit => ({
      kind: 'mfa',
      name: policy.name,
      isEnforced,
      isSatisfied: mfa.isSatisfied,
      steps: policy.steps,
      satisfied: mfa.satisfiedMethods,
      clauses: clausesOf(condition),
    }),
  )
  return [...ofScope, ...(ofPolicies ?? [])]
}

function toClauses({ condition, consensus, time }: PolicyTrace): ConsoleClause[] {
  return [condition, consensus, time].flatMap((trace) => (trace === undefined ? [] : [toClause(trace)]))
}

function toClause({ text, value, error, operands, clauses }: ClauseTrace): ConsoleClause {
  const read = operands.flatMap((operand) => (operand.value === undefined ? [] : `${operand.text} is ${operand.value}`))
  const note = clauses.length > 0 ? '' : (error?.message ?? read.join(', '))
  return { text, value, note, clauses: clauses.map(toClause) }
}
