import { AnswerMismatchError } from '../errors/activity.js'
import type { Activity } from '../wire/activity.js'

/**
 * One result of a completed activity, if it has the shape it should have.
 *
 * @throws AnswerMismatchError
 */
export function readResult<result>(
  activity: Activity,
  key: string,
  isResult: (value: unknown) => value is result,
): result {
  const result = activity.result?.[key]
  if (isResult(result)) return result
  throw new AnswerMismatchError({
    field: `result.${key}`,
    expected: `a ${key}`,
    received: String(JSON.stringify(activity.result)),
  })
}
