import { assertId } from '../client/assertId.js'
import { hasDuplicateKeys } from '../client/hasDuplicateKeys.js'
import { parseObject } from '../client/parseObject.js'
import { hashBody } from '../crypto/hashBody.js'
import { InvalidParameterError } from '../errors/config.js'

/** What a vote is about. One of the two. */
export type VoteTarget =
  | {
      /**
       * The exact body of the request that the approver has read, such as `pending.body`. The vote is for exactly this body:
       * its fingerprint is computed here.
       */
      body: string
      /** Not beside `body`. */
      fingerprint?: undefined
    }
  | {
      /** The fingerprint of the activity: `sha256:` and the SHA-256 of the request body, in lowercase hex. */
      fingerprint: string
      /** Not beside `fingerprint`. */
      body?: undefined
    }

/**
 * Returns the fingerprint to vote on.
 *
 * @throws InvalidParameterError unless there is either a fingerprint or the body of an activity of the organization.
 */
export function toFingerprint({ organizationId, body, fingerprint }: VoteTarget & { organizationId: string }): string {
  const isBody = body !== undefined
  if (isBody === (fingerprint !== undefined))
    throw new InvalidParameterError({
      parameter: 'body',
      value: '',
      message: 'Pass either the `body` that the approver has read, or its `fingerprint`.',
    })
  if (!isBody) {
    assertId('fingerprint', fingerprint)
    return fingerprint
  }
  const request = typeof body === 'string' ? parseObject(body) : undefined
  // The approver has read one of two equal keys, and the signer may read the other.
  if (request?.organizationId !== organizationId || hasDuplicateKeys(body, request))
    throw new InvalidParameterError({
      parameter: 'body',
      value: '',
      message: '`body` is not the body of an activity of this organization. Pass the `body` of `pending` unchanged.',
    })
  return `sha256:${hashBody(body)}`
}
