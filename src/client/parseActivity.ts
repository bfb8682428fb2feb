import { AnswerMismatchError } from '../errors/activity.js'
import { SignerAnswerError } from '../errors/signer.js'
import type { Activity } from '../wire/activity.js'
import { hasStrings, isObject } from './guards.js'

/** What the answer has to be about; a field that is left out may be anything. */
export type ExpectedActivity = { [field in 'id' | 'fingerprint' | 'type' | 'organizationId']?: string | undefined }

/**
 * The activity in an answer, if it is the one that was asked for.
 *
 * @throws SignerAnswerError when there is none, AnswerMismatchError when it is another one.
 */
export function parseActivity(
  { activity }: Record<string, unknown>,
  { url, expected }: { url: string; expected: ExpectedActivity },
): Activity {
  if (!isActivity(activity)) throw new SignerAnswerError({ url, status: 200, reason: 'no activity' })
  for (const [field, wanted] of Object.entries(expected)) {
    const received = String(activity[field])
    if (wanted !== undefined && wanted !== received)
      throw new AnswerMismatchError({ field, expected: wanted, received })
  }
  return activity
}

/** Checks what this package reads; the rest of an activity is passed on as it came. */
export function isActivity(value: unknown): value is Activity & Record<string, unknown> {
  return (
    hasStrings(value, ['id', 'organizationId', 'type', 'fingerprint', 'status']) &&
    [value.result, value.failure].every((part) => part == null || isObject(part))
  )
}
