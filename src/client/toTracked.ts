import { hashBody } from '../crypto/hashBody.js'
import type { ActivityRequest } from '../wire/activity.js'
import type { SignedRequest } from '../wire/stamp.js'
import type { TrackedActivity } from './trackActivity.js'

/**
 * Derives from a signed submit what the responses to it must say: the fingerprint is the hash of its body, and type and
 * organization are those of the request. The response to a vote is the activity that was voted on. Logins may name the
 * parent and are answered for the organization of the credential.
 */
export function toTracked(
  request: SignedRequest,
  { type, timestampMs, organizationId, parameters }: ActivityRequest<{ fingerprint?: string }>,
): TrackedActivity {
  // The signer accepts a request for an hour. The last minute allows for the network and for clocks that differ. In milliseconds.
  const lifetime = 59 * 60_000
  const isVote = /_(APPROVE|REJECT)_ACTIVITY$/.test(type)
  return {
    request,
    body: request.body,
    expected: {
      fingerprint: isVote ? String(parameters.fingerprint) : `sha256:${hashBody(request.body)}`,
      type: isVote ? undefined : type,
      organizationId: /_(LOGIN|SESSION)(_V\d+)?$/.test(type) ? undefined : organizationId,
    },
    expiresAt: Number(timestampMs) + lifetime,
    isVote,
  }
}
