import { setImmediate } from 'node:timers/promises'
import type { PolicyField, PolicyOutcome } from '../../policies/core.js'
import type { PolicyEffect } from '../../wire/policies.js'
import type { SignerContext } from '../context.js'
import { SignerActivityError } from '../errors.js'
import type { PolicyRow } from '../store/policies.js'
import type { PolicyEvaluationRow } from '../store/policyEvaluations.js'
import { clauseDecisions } from './clauseDecisions.js'
import { createRestorer } from './createRestorer.js'
import { type ExplainedPolicy, explainEvaluation, maxExplainSteps } from './explainEvaluation.js'
import { isReason } from './isReason.js'

/** How far the activities so far have exercised a policy. */
export type PolicyCoverage = {
  /** The organization of the policy. */
  organizationId: string
  /** Id of the policy. */
  policyId: string
  /** Name of the policy. */
  policyName: string
  /** Whether it allows or denies. */
  effect: PolicyEffect
  /** How often it was evaluated. An update of the policy begins to count anew. */
  evaluated: number
  /** How often it was the reason: it denied, or it allowed what no policy denied. */
  decided: number
  /** How often it came to each outcome. */
  outcomes: Partial<Record<PolicyOutcome, number>>
  /** Its clauses, those that have no clauses in them. Empty until it was evaluated. */
  clauses: ClauseCoverage[]
}

/**
 * How far a clause was exercised. It decides where the policy would have done the opposite with the clause's other value, and where it keeps the
 * policy from applying beside clauses that are errors.
 */
export type ClauseCoverage = {
  /** The expression that it is in. */
  field: PolicyField
  /** The text of the clause. */
  text: string
  /** How often it was true. */
  true: number
  /** How often it was false. */
  false: number
  /** How often it was an error. */
  errors: number
  /** How often it was true, and that decided whether the policy applied. */
  decidedTrue: number
  /** How often it was false, and that decided whether the policy applied. */
  decidedFalse: number
}

/** Milliseconds of work in one go: other requests wait meanwhile. */
const maxGoMs = 20

/** Evaluations read at once. */
const pageSize = 100

type Counts = Pick<PolicyCoverage, 'evaluated' | 'decided' | 'outcomes'> & { clauses: Map<string, ClauseCoverage> }

/** Counts what has been evaluated, each evaluation once, when it is asked for. Signing pays nothing for it. */
export function createCoverage(context: Pick<SignerContext, 'store' | 'policyCache'>): {
  read(organizationId?: string): Promise<PolicyCoverage[]>
} {
  const { store } = context
  const byVersion = new Map<number, Counts>()
  let position = 0
  let counting: Promise<void> = Promise.resolve()

  const countsOf = (version: number): Counts => {
    const known = byVersion.get(version) ?? { evaluated: 0, decided: 0, outcomes: {}, clauses: new Map() }
    byVersion.set(version, known)
    return known
  }

  /** Nothing of an activity that this version of the signer cannot read. */
  function explain(evaluation: PolicyEvaluationRow): ExplainedPolicy[] {
    const activity = store.activities.byId(evaluation.activityId)
    try {
      if (activity === undefined) return []
      return explainEvaluation(context, createRestorer(context, activity), evaluation, { steps: maxExplainSteps })
    } catch (error) {
      if (error instanceof SignerActivityError) return []
      throw error
    }
  }

  async function count(): Promise<void> {
    for (;;) {
      // What has not been committed may be taken back.
      await store.settled()
      const page = store.policyEvaluations.after(position, pageSize)
      let startedMs = performance.now()
      for (const { position: at, evaluation } of page) {
        for (const { row, policy, outcome, trace } of explain(evaluation)) {
          const counts = countsOf(row.version)
          counts.evaluated += 1
          counts.outcomes[outcome] = (counts.outcomes[outcome] ?? 0) + 1
          if (isReason(outcome, evaluation)) counts.decided += 1
          for (const decision of clauseDecisions(policy, trace)) addClause(counts.clauses, decision)
        }
        position = at
        if (performance.now() - startedMs < maxGoMs) continue
        await setImmediate()
        startedMs = performance.now()
      }
      if (page.length < pageSize) return
    }
  }

  return {
    async read(organizationId) {
      counting = counting.then(count, count)
      await counting
      return store.policies.inForce(organizationId).map((row) => toCoverage(row, byVersion.get(row.version)))
    },
  }
}

function addClause(
  clauses: Counts['clauses'],
  { field, text, offset, value, isDecisive }: ReturnType<typeof clauseDecisions>[number],
): void {
  const key = `${field} ${offset}`
  const counts = clauses.get(key) ?? { field, text, true: 0, false: 0, errors: 0, decidedTrue: 0, decidedFalse: 0 }
  clauses.set(key, counts)
  if (value === undefined) counts.errors += 1
  else if (value) counts.true += 1
  else counts.false += 1
  if (isDecisive && value === true) counts.decidedTrue += 1
  if (isDecisive && value === false) counts.decidedFalse += 1
}

function toCoverage({ organizationId, id, name, effect }: PolicyRow, counts: Counts | undefined): PolicyCoverage {
  return {
    organizationId,
    policyId: id,
    policyName: name,
    effect,
    evaluated: counts?.evaluated ?? 0,
    decided: counts?.decided ?? 0,
    outcomes: { ...counts?.outcomes },
    clauses: [...(counts?.clauses.values() ?? [])].map((clause) => ({ ...clause })),
  }
}
