import { hashBody } from '../crypto/hashBody.js'
import type { ActivityRequest } from '../wire/activity.js'
import type { SignedRequest } from '../wire/stamp.js'
import type { TrackedActivity } from './trackActivity.js'

/** A signer takes a request for an hour; the last minute is left to the network and to clocks that differ. Milliseconds. */
const lifetime = 59 * 60_000

/**
 * What a signed submit has to be answered with: the activity whose fingerprint is the hash of its body, of its type, in its organization.
 * A vote is answered with its target; log-ins and sessions may name the parent and answer for the organization that the credential
 * resolves to.
 */
export function toTracked(
  request: SignedRequest,
  { type, timestampMs, organizationId, parameters }: ActivityRequest<{ fingerprint?: string }>,
): TrackedActivity {
  const isVote = /_(APPROVE|REJECT)_ACTIVITY$/.test(type)
  return {
    request,
    body: request.body,
    expected: isVote
      ? { fingerprint: String(parameters.fingerprint), organizationId }
      : {
          fingerprint: `sha256:${hashBody(request.body)}`,
          type,
          organizationId: /_(LOGIN|SESSION)(_V\d+)?$/.test(type) ? undefined : organizationId,
        },
    expires: Number(timestampMs) + lifetime,
    isVote,
  }
}
