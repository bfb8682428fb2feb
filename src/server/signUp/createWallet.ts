import { submitSubOrganization } from '../../actions/createSubOrganization.js'
import type { SignerClient } from '../../client/createSignerClient.js'
import { parseObject } from '../../client/parseObject.js'
import { readPasskeyPublicKey } from '../../crypto/readPasskeyPublicKey.js'
import { ActivityFailedError, AnswerMismatchError } from '../../errors/activity.js'
import { raceSignal } from '../../errors/raceSignal.js'
import { ClockSkewError, SignerRequestError } from '../../errors/signer.js'
import type { Passkey } from '../../records/passkey.js'
import type { PasskeyWallet } from '../../records/passkeyWallet.js'
import type { SignUpRequest } from '../../records/signUp.js'
import { parseSignUp } from './parseSignUp.js'
import { passkeyTaken } from './passkeyTaken.js'
import { readOwner } from './readOwner.js'
import { readWallet } from './readWallet.js'

/** Without a shared `claim`, equal sign-ups within this many milliseconds have the same bytes on every server. */
const roundedTo = 10 * 60_000

/**
 * The signer refuses an activity whose timestamp is an hour old. After ten minutes more, what such an activity may have
 * created would have been found.
 */
const lifetime = 70 * 60_000

const maxAttempts = 50

type Parameters = {
  organizationId: string
  signUp: SignUpRequest
  claim: (key: string, value: string) => string | Promise<string>
  /** Whether all servers see the same claims. */
  isShared: boolean
  signal: AbortSignal
}

/**
 * Creates the wallet of a passkey that has none, and confirms it by reading it.
 *
 * What is sent is claimed first. A second server sends what the first one claimed, with the same bytes, which is the same
 * activity to the signer. It does not matter whether the first one has sent it.
 *
 * @throws HandlerError if somebody else claimed the credential id, AnswerMismatchError, and what the signer refuses
 */
export async function createWallet(client: SignerClient, parameters: Parameters): Promise<PasskeyWallet> {
  const { organizationId, signUp, claim, isShared, signal } = parameters
  const { passkey } = signUp
  for (let attempt = 1; ; attempt++) {
    const isRounded = !isShared && attempt === 1
    const own: Claim = {
      timestampMs: isRounded ? String(Math.floor(client.now() / roundedTo) * roundedTo) : client.nextTimestampMs(),
      signUp,
    }
    const value = JSON.stringify(own)
    const key = attempt === 1 ? passkey.credentialId : `${passkey.credentialId}.${attempt}`
    const stored: unknown = await raceSignal(Promise.resolve(claim(key, value)), signal)
    const isOwn = stored === value
    const claimed = isOwn ? own : parseClaim(stored, passkey)
    if (client.now() - Number(claimed.timestampMs) > lifetime && attempt < maxAttempts) continue

    const claimedClient: SignerClient = { ...client, nextTimestampMs: () => claimed.timestampMs }
    let created: Awaited<ReturnType<typeof submitSubOrganization>>
    try {
      created = await submitSubOrganization(claimedClient, { organizationId, ...claimed.signUp, signal })
    } catch (error) {
      // What has just been refused would be refused again.
      if ((isOwn && !isRounded) || attempt === maxAttempts || !hasCreatedNothing(error, claimed, own)) throw error
      continue
    }
    // Another key has claimed the credential id.
    if (readPasskeyPublicKey(claimed.signUp.passkey.attestation) !== readPasskeyPublicKey(passkey.attestation))
      throw passkeyTaken()
    return confirm(client, { created, passkey, signal })
  }
}

/** Compares what was created with what the sub-organization contains. */
async function confirm(
  client: SignerClient,
  {
    created: { organizationId, userId, walletId, address },
    passkey,
    signal,
  }: { created: Awaited<ReturnType<typeof submitSubOrganization>>; passkey: Passkey; signal: AbortSignal },
): Promise<PasskeyWallet> {
  const owner = await readOwner(client, { organizationId, passkey, signal })
  if (!owner)
    throw new AnswerMismatchError({
      field: 'users',
      expected: `one user, with the passkey ${passkey.credentialId} and its public key, and no other credential`,
      received: 'other users or credentials',
    })
  const wallet = await readWallet(client, { organizationId, owner, signal })
  const expected = { userId, walletId, address: address.toLowerCase() }
  const received = { userId: wallet.userId, walletId: wallet.walletId, address: wallet.address.toLowerCase() }
  for (const field of ['userId', 'walletId', 'address'] as const)
    if (received[field] !== expected[field])
      throw new AnswerMismatchError({ field, expected: expected[field], received: received[field] })
  return wallet
}

/** What was claimed for a passkey: all that an activity is made of. */
type Claim = { timestampMs: string; signUp: SignUpRequest }

function parseClaim(stored: unknown, { credentialId }: Passkey): Claim {
  const { timestampMs, signUp } = (typeof stored === 'string' ? parseObject(stored) : undefined) ?? {}
  try {
    const parsed = parseSignUp(signUp)
    if (
      typeof timestampMs === 'string' &&
      /^\d{1,16}$/.test(timestampMs) &&
      parsed.passkey.credentialId === credentialId
    )
      return { timestampMs, signUp: parsed }
  } catch {
    // Falls through: the error of `parseSignUp` would blame the page.
  }
  throw new TypeError(
    '`claim` must return the value that is stored under the key: the one it was given, or the one that was there before.',
  )
}

/** Whether the signer said that these bytes create nothing, now or later, and others may. */
function hasCreatedNothing(error: unknown, claimed: Claim, own: Claim): boolean {
  if (error instanceof ActivityFailedError) return error.status === 'ACTIVITY_STATUS_FAILED'
  // Somebody else's registration may be malformed.
  const isRefused = error instanceof SignerRequestError && error.status === 400 && !(error instanceof ClockSkewError)
  return isRefused && JSON.stringify(claimed.signUp) !== JSON.stringify(own.signUp)
}
