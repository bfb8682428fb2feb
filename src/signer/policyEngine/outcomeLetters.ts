import type { PolicyOutcome } from '../../policies/core.js'

/** Outcomes are stored as one letter each. */
const letters: readonly (readonly [string, PolicyOutcome])[] = [
  ['A', 'OUTCOME_ALLOW'],
  ['D', 'OUTCOME_DENY_EXPLICIT'],
  ['-', 'OUTCOME_DENY_IMPLICIT'],
  ['C', 'OUTCOME_REQUIRES_CONSENSUS'],
  ['E', 'OUTCOME_ERROR'],
  ['T', 'OUTCOME_TIME_INACTIVE'],
]
const byLetter: ReadonlyMap<string, PolicyOutcome> = new Map(letters)
const byOutcome: ReadonlyMap<PolicyOutcome, string> = new Map(letters.map(([letter, outcome]) => [outcome, letter]))

export function toLetters(outcomes: readonly PolicyOutcome[]): string {
  return outcomes.map((outcome) => byOutcome.get(outcome) ?? 'E').join('')
}

/** A letter that another version of the signer wrote reads as an error. */
export function fromLetters(text: string): PolicyOutcome[] {
  return [...text].map((letter) => byLetter.get(letter) ?? 'OUTCOME_ERROR')
}
