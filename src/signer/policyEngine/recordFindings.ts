import type { Findings } from '../auth/access/access.js'
import type { SignerContext } from '../context.js'
import type { OrganizationRow } from '../store/organizations.js'
import type { VoteRow } from '../store/votes.js'
import { toLetters } from './outcomeLetters.js'

/** Keeps what became of scope, MFA policies and policies at a vote, of those that were asked. */
export function recordFindings(
  { store, newId, organization }: SignerContext & { organization: OrganizationRow },
  vote: Pick<VoteRow, 'id' | 'activityId' | 'createdMs'>,
  { scope, mfa, policies }: Findings,
): void {
  if (policies !== undefined)
    store.policyEvaluations.insert({
      id: newId(),
      activityId: vote.activityId,
      voteId: vote.id,
      organizationId: organization.id,
      setId: policies.setId,
      outcome: policies.outcome,
      outcomes: toLetters(policies.evaluations.map(({ outcome }) => outcome)),
      facts: JSON.stringify(policies.facts),
      createdMs: vote.createdMs,
    })
  const facts = mfa?.facts ?? scope?.facts
  if (facts !== undefined)
    store.limitEvaluations.insert({
      voteId: vote.id,
      activityId: vote.activityId,
      sessionProfileId: scope?.sessionProfileId ?? null,
      isInScope: scope?.isInScope ?? null,
      mfaSetId: mfa?.setId ?? null,
      mfaVersion: mfa?.policy?.version ?? null,
      satisfiedMethods: mfa === undefined ? null : JSON.stringify(mfa.satisfiedMethods),
      isSatisfied: mfa?.isSatisfied ?? null,
      facts: JSON.stringify(facts),
    })
}
