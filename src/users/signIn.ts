import { readLogin } from '../actions/stampLogin.js'
import type { SignerClient } from '../client/createSignerClient.js'
import { hasStrings } from '../client/guards.js'
import { stampRequest } from '../client/stampRequest.js'
import type { submit } from '../client/submit.js'
import { waitForActivity } from '../client/waitForActivity.js'
import { AnswerMismatchError } from '../errors/activity.js'
import { InvalidParameterError } from '../errors/config.js'
import type { StampLoginIntent } from '../wire/intents.js'
import type { Stamp, Stamper } from '../wire/stamp.js'
import type { SessionKey } from './createSessionKey.js'
import { endSession } from './endSession.js'
import { indexedDbStorage } from './indexedDbStorage.js'
import { readWallets } from './readWallets.js'
import { type Session, type SessionStorage, type StoredSession, toSession } from './session.js'

/**
 * Signs a user in: one prompt with any passkey of this RP ID, no user name, nothing stored before. What comes back knows the user's wallets
 * and stamps without prompts until its end. The prompt starts before this returns its promise, so call it in the click.
 *
 * To the signer a session key is a credential of the root user: until it ends, a script injected into the page can sign with it, add
 * passkeys and remove them. It never renews itself.
 *
 * @param client - Its stamper is the passkey's, without `allowCredentials`: the user chooses.
 * @param parameters.organizationId - The parent: the signer finds the user's sub-organization by the passkey.
 * @param parameters.key - From {@link createSessionKey}, made before the click.
 * @param parameters.expirationSeconds - How long the session lasts; 900 unless given.
 * @param parameters.invalidateExisting - Whether the user's other sessions end, on every device.
 * @param parameters.storage - Where it is kept for {@link restoreSession}; IndexedDB unless given.
 *
 * @throws What {@link submit} and {@link listWalletAccounts} throw (UnknownCredentialError: this passkey has no wallet here),
 * InvalidParameterError, SessionStorageError. A session that was begun and cannot be returned is ended at the signer.
 *
 * @example
 * const session = await signIn(client, { organizationId: parentId, key })
 * const account = createPasskeyAccount({ client, stamper: session, ...session.wallets[0] })
 */
export async function signIn(
  client: SignerClient,
  {
    organizationId: parentId,
    key,
    expirationSeconds = 900,
    invalidateExisting,
    storage,
    stamper: passkey,
    signal,
  }: signIn.Parameters,
): Promise<signIn.ReturnType> {
  if (!Number.isSafeInteger(expirationSeconds) || expirationSeconds <= 0)
    throw new InvalidParameterError({
      parameter: 'expirationSeconds',
      value: String(expirationSeconds),
      message: '`expirationSeconds` is not a whole number above 0. Pass the length of the session in seconds.',
    })
  const parameters: StampLoginIntent = {
    publicKey: key.publicKey,
    expirationSeconds: String(expirationSeconds),
    ...(invalidateExisting && { invalidateExisting }),
  }
  const type = 'ACTIVITY_TYPE_STAMP_LOGIN'
  const request = await stampRequest(client, { type, organizationId: parentId, parameters, stamper: passkey, signal })
  const credentialId = readCredentialId(request.stamp)
  // From before the signer begins to count, so that it is over here no later than there.
  const expiresAt = client.now() + expirationSeconds * 1000

  const activity = await waitForActivity(client, { request, stamper: passkey, signal })
  const { session: token } = readLogin(activity)
  const { organizationId } = activity
  const userId = readUserId(token, { organization_id: organizationId, public_key: key.publicKey })
  const begun: StoredSession = { key, organizationId, userId, wallets: [], expiresAt }
  const stamper = toSession(begun, client.now)
  try {
    const wallets = await readWallets(client, { organizationId, userId, credentialId, stamper, signal })
    const stored = { ...begun, wallets }
    await (storage ?? indexedDbStorage()).save(stored)
    return toSession(stored, client.now)
  } catch (error) {
    // Nobody gets this session, so it goes from the signer too. That is not waited for, and where it fails the session ends by itself.
    endSession(client, { session: stamper }).catch(() => undefined)
    throw error
  }
}

export declare namespace signIn {
  type Parameters = {
    organizationId: string
    key: SessionKey
    expirationSeconds?: number | undefined
    invalidateExisting?: boolean | undefined
    storage?: SessionStorage | undefined
    /** The passkey's, in place of the client's. */
    stamper?: Stamper | undefined
    /** Covers the prompt, the requests and the waiting. */
    signal?: AbortSignal | undefined
  }
  type ReturnType = Session
  type ErrorType = submit.ErrorType | InvalidParameterError | import('../errors/users.js').SessionStorageError
}

/** Which passkey the user chose. */
function readCredentialId({ stampHeaderName, stampHeaderValue }: Stamp): string {
  const stamp = parseJson(stampHeaderValue)
  if (hasStrings(stamp, ['credentialId'])) return stamp.credentialId
  throw new InvalidParameterError({
    parameter: 'stamper',
    value: stampHeaderName,
    message: 'Signing in needs a passkey, and this stamper has none. Pass a `webAuthnStamper`.',
  })
}

/** The token is only read: what the session may do, its key says, not the token. */
function readUserId(token: string, expected: { organization_id: string; public_key: string }): string {
  const [, payload = ''] = token.split('.')
  const claims = parseJson(() => atob(payload.replaceAll('-', '+').replaceAll('_', '/')))
  if (!hasStrings(claims, ['user_id'])) {
    throw new AnswerMismatchError({ field: 'session', expected: 'a token with `user_id`', received: typeof claims })
  }
  for (const [field, wanted] of Object.entries(expected))
    if (claims[field] !== wanted)
      throw new AnswerMismatchError({ field: `session.${field}`, expected: wanted, received: String(claims[field]) })
  return claims.user_id
}

function parseJson(text: string | (() => string)): unknown {
  try {
    return JSON.parse(typeof text === 'string' ? text : text())
  } catch {
    // What cannot be read is none, and the caller says so.
    return undefined
  }
}
