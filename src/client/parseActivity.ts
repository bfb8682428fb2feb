import { AnswerMismatchError } from '../errors/activity.js'
import { repeatsSecret } from '../errors/repeatsSecret.js'
import { SignerAnswerError } from '../errors/signer.js'
import type { Activity } from '../wire/activity.js'
import { hasStrings, isObject } from './guards.js'

/** What a response must say about its activity. Fields left out may have any value. */
export type ExpectedActivity = { [field in 'id' | 'fingerprint' | 'type' | 'organizationId']?: string | undefined }

/**
 * Parses the activity in a response.
 *
 * @param secrets - What an error must not show: the body and the stamp of the request.
 * @throws SignerAnswerError if the response has no activity, AnswerMismatchError if it is not the expected one.
 */
export function parseActivity(
  { activity }: Record<string, unknown>,
  expected: ExpectedActivity,
  url: string,
  secrets: readonly string[] = [],
): Activity {
  if (!isActivity(activity) || repeatsSecret(names.map((name) => activity[name]).join(' '), secrets))
    throw new SignerAnswerError({ url, status: 200, reason: 'it contains no activity' })
  for (const [field, value] of Object.entries(expected)) {
    const received = String(activity[field])
    if (value !== undefined && value !== received) throw new AnswerMismatchError({ field, expected: value, received })
  }
  return activity
}

const names = ['id', 'organizationId', 'type', 'status', 'fingerprint'] as const

/** Checks what this package reads. The rest of an activity is passed on unchecked. */
export function isActivity(value: unknown): value is Activity & Record<string, unknown> {
  return (
    hasStrings(value, names) &&
    // Errors and logs show them.
    names.every((name) => /^[\w:-]{1,80}$/.test(value[name])) &&
    [value.result, value.failure].every((part) => part == null || isObject(part))
  )
}
