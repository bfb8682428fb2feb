import { AnswerMismatchError } from '../errors/activity.js'

/** @throws AnswerMismatchError unless the answer names exactly what was to be deleted. */
export function assertDeleted(field: string, ids: { asked: readonly string[]; answered: readonly string[] }): void {
  const expected = toText(ids.asked)
  const received = toText(ids.answered)
  if (expected !== received) throw new AnswerMismatchError({ field, expected, received })
}

function toText(ids: readonly string[]): string {
  return JSON.stringify([...ids].sort())
}
