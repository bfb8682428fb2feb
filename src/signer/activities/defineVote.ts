import { object, type Parser, string } from '../protocol/parse.js'
import type { ActivityRow, VoteRow } from '../store/activities.js'

/** Approving or rejecting: it is stamped as an activity, and what it does is done to another one. */
export type VoteDefinition = {
  /** The last part of `/public/v1/submit/…`. */
  path: string
  type: string
  selection: VoteRow['selection']
  /** A vote names the organization of its activity. */
  resolvesOrganization: false
  /** Reads `parameters`. @returns the fingerprint of the activity that is voted on. */
  target(parameters: unknown): ActivityRow['fingerprint']
}

const parse: Parser<{ fingerprint: string }> = object({ fingerprint: string() })

export function defineVote(definition: Pick<VoteDefinition, 'path' | 'type' | 'selection'>): VoteDefinition {
  return {
    ...definition,
    resolvesOrganization: false,
    target: (parameters) => parse(parameters, 'parameters').fingerprint,
  }
}
