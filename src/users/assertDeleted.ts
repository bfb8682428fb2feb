import { AnswerMismatchError } from '../errors/activity.js'

/** @throws AnswerMismatchError unless exactly what was asked for was answered. */
export function assertDeleted(field: string, ids: { asked: readonly string[]; answered: readonly string[] }): void {
  const [expected, received] = [ids.asked, ids.answered].map((list) => JSON.stringify([...list].sort()))
  if (expected !== received) throw new AnswerMismatchError({ field, expected: `${expected}`, received: `${received}` })
}
