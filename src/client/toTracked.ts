import { hashBody } from '../crypto/hashBody.js'
import type { ActivityRequest } from '../wire/activity.js'
import type { SignedRequest } from '../wire/stamp.js'
import type { TrackedActivity } from './trackActivity.js'

/**
 * Derives from a signed submit what the responses to it must say: the fingerprint is the hash of its body, and type and
 * organization are those of the request.
 */
export function toTrackedSubmit(
  request: SignedRequest,
  { type, timestampMs, organizationId }: Pick<ActivityRequest, 'type' | 'timestampMs' | 'organizationId'>,
): TrackedActivity {
  // The signer accepts a request for an hour. The last minute allows for the network and for clocks that differ. In milliseconds.
  const lifetime = 59 * 60_000
  const { body } = request
  return {
    request,
    body,
    expected: { fingerprint: `sha256:${hashBody(body)}`, type, organizationId },
    expiresAt: Number(timestampMs) + lifetime,
  }
}

/**
 * Like {@link toTrackedSubmit}, for any type. The response to a vote is the activity that was voted on. Logins may name the
 * parent and are answered for the organization of the credential.
 */
export function toTracked(request: SignedRequest, body: ActivityRequest<{ fingerprint?: string }>): TrackedActivity {
  const tracked = toTrackedSubmit(request, body)
  const { type, organizationId, parameters } = body
  if (/_(APPROVE|REJECT)_ACTIVITY$/.test(type))
    return { ...tracked, expected: { fingerprint: parameters.fingerprint ?? '', organizationId }, isVote: true }
  if (!/_(LOGIN|SESSION)(_V\d+)?$/.test(type)) return tracked
  return { ...tracked, expected: { ...tracked.expected, organizationId: undefined } }
}
