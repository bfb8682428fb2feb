import type { SignerContext } from '../context.js'
import type { OrganizationRow } from '../store/organizations.js'
import type { VoteRow } from '../store/votes.js'
import type { PolicyDecision } from './facts.js'
import { toLetters } from './outcomeLetters.js'

/** Keeps what became of the policies at a vote, if they were asked. */
export function recordEvaluation(
  { store, newId, organization }: SignerContext & { organization: OrganizationRow },
  vote: VoteRow,
  decision: PolicyDecision | undefined,
): void {
  if (decision === undefined) return
  store.policyEvaluations.insert({
    id: newId(),
    activityId: vote.activityId,
    voteId: vote.id,
    organizationId: organization.id,
    setId: decision.setId,
    outcome: decision.outcome,
    outcomes: toLetters(decision.evaluations.map(({ outcome }) => outcome)),
    facts: JSON.stringify(decision.facts),
    createdMs: vote.createdMs,
  })
}
