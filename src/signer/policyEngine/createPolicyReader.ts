import type { ClauseTrace, PolicyTrace } from '../../policies/core.js'
import type { SignerContext } from '../context.js'
import { SignerActivityError } from '../errors.js'
import type { ConsoleClause, ConsoleLimit, ConsoleReader } from '../store/consoleReader.js'
import type { ExplainedLimits } from './explainLimits.js'
import { explainVotes } from './explainVotes.js'
import { isReason } from './isReason.js'
import { fromLetters } from './outcomeLetters.js'

/** Votes of an activity that the page explains: of the last ones. */
const maxVotes = 10

/** Evaluations of an organization that are searched for those that a policy decided. */
const maxSearched = 1000

/** Activities that are listed as decided by a policy. */
const maxListed = 50

/** Creates the part of the console's reader that is about policies. */
export function createPolicyReader(
  context: Pick<SignerContext, 'store' | 'policyCache'>,
): Pick<ConsoleReader, 'policyVotes' | 'waitsForPolicy' | 'policies' | 'policy'> {
  const { store } = context
  return {
    policyVotes(activityId) {
      const activity = store.browse.activity(activityId)
      if (activity === undefined) return []
      try {
        return explainVotes(context, activity, maxVotes).map(({ vote, limits, outcome, policies }) => ({
          userId: vote.userId,
          approves: vote.selection === 'VOTE_SELECTION_APPROVED',
          limits: toLimits(limits),
          outcome,
          policies: policies.map(({ row, outcome, trace }) => ({
            id: row.id,
            name: row.name,
            effect: row.effect,
            outcome,
            clauses: toClauses(trace),
          })),
        }))
      } catch (error) {
        if (error instanceof SignerActivityError) return []
        throw error
      }
    },
    waitsForPolicy: (activityId) =>
      store.policyEvaluations.ofActivity(activityId).at(-1)?.outcome === 'OUTCOME_REQUIRES_CONSENSUS',
    policies: (organizationId) => store.policies.current(organizationId),
    policy(id) {
      const policy = store.policies.newest(id)
      if (policy === undefined) return undefined
      // Not from the cache: sets of long ago would take the place of those that requests need.
      const positions = new Map<string, number | undefined>()
      const positionIn = (setId: string): number | undefined => {
        if (!positions.has(setId)) positions.set(setId, store.policies.positionIn(setId, id))
        return positions.get(setId)
      }
      const decided = store.policyEvaluations.newest(policy.organizationId, maxSearched).filter((evaluation) => {
        const position = positionIn(evaluation.setId)
        return position !== undefined && isReason(fromLetters(evaluation.outcomes)[position], evaluation)
      })
      const current = store.policies.currentSet(policy.organizationId)
      return {
        policy,
        isInForce: current !== undefined && positionIn(current) !== undefined,
        decided: [...new Set(decided.map(({ activityId }) => activityId))].slice(0, maxListed),
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
