import type { ConsoleReader } from '../../signer/store/consoleReader.js'
import { limitVerdict } from '../describe/limitVerdict.js'
import type { Clause, PolicyVote } from '../types.js'

type ConsoleClause = ReturnType<ConsoleReader['policyVotes']>[number]['policies'][number]['clauses'][number]

/** Reads what scopes, MFA policies and policies said about an activity. */
export function readPolicyVotes(
  reader: ConsoleReader,
  { id, organizationId }: { id: string; organizationId: string },
): PolicyVote[] {
  return reader.policyVotes(id).map(({ userId, approves, limits, outcome, policies }) => ({
    userName: reader.userName(organizationId, userId) ?? '',
    approves,
    limits: limits.map((limit) => ({
      kind: limit.kind === 'scope' ? 'Session profile' : 'MFA policy',
      name: limit.name,
      verdict: limitVerdict(limit),
      clauses: limit.clauses.map(toClause),
    })),
    outcome: outcome ?? null,
    policies: policies.map((policy) => ({ ...policy, clauses: policy.clauses.map(toClause) })),
  }))
}

function toClause({ text, value, note, clauses }: ConsoleClause): Clause {
  const state = value === undefined ? 'error' : value ? 'true' : 'false'
  return { text, state, note, clauses: clauses.map(toClause) }
}
