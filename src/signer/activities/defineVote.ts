import { object, type Parser, string } from '../protocol/parse.js'
import type { ActivityRow } from '../store/activities.js'
import type { VoteRow } from '../store/votes.js'

/** An approval or a rejection: posted like an activity, it changes another activity. */
export type VoteDefinition = {
  /** The last part of `/public/v1/submit/…`. */
  path: string
  type: string
  selection: VoteRow['selection']
  /** A vote names the organization of its activity. */
  resolvesOrganization: false
  /** Parses `parameters`. @returns the fingerprint of the activity to vote on. */
  target(parameters: unknown): ActivityRow['fingerprint']
}

const parse: Parser<{ fingerprint: string }> = object({ fingerprint: string() })

/** Defines an approval or a rejection. */
export function defineVote(definition: Pick<VoteDefinition, 'path' | 'type' | 'selection'>): VoteDefinition {
  return {
    ...definition,
    resolvesOrganization: false,
    target: (parameters) => parse(parameters, 'parameters').fingerprint,
  }
}
