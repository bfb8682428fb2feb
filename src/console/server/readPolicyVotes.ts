import type { ConsoleReader } from '../../signer/store/consoleReader.js'
import type { Clause, PolicyVote } from '../types.js'

type ConsoleClause = ReturnType<ConsoleReader['policyVotes']>[number]['policies'][number]['clauses'][number]

/** Reads what policies said about an activity. */
export function readPolicyVotes(
  reader: ConsoleReader,
  { id, organizationId }: { id: string; organizationId: string },
): PolicyVote[] {
  return reader.policyVotes(id).map(({ userId, outcome, policies }) => ({
    userName: reader.userName(organizationId, userId) ?? '',
    outcome,
    policies: policies.map((policy) => ({ ...policy, clauses: policy.clauses.map(toClause) })),
  }))
}

function toClause({ text, value, note, clauses }: ConsoleClause): Clause {
  const state = value === undefined ? 'error' : value ? 'true' : 'false'
  return { text, state, note, clauses: clauses.map(toClause) }
}
