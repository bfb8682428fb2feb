import { AnswerMismatchError } from '../errors/activity.js'
import type { Activity } from '../wire/activity.js'

/**
 * Reads a result of a completed activity.
 *
 * @throws AnswerMismatchError if the result does not have the expected shape.
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
    // Not the values: a signature that was not asked for must not be logged.
    received: Object.keys(activity.result ?? {}).join(' '),
  })
}
