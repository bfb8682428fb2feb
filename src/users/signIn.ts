import type { listWalletAccounts } from '../actions/listWalletAccounts.js'
import { readLogin } from '../actions/stampLogin.js'
import type { SignerClient } from '../client/createSignerClient.js'
import { hasStrings } from '../client/guards.js'
import { parseObject } from '../client/parseObject.js'
import { stampRequest } from '../client/stampRequest.js'
import type { submit } from '../client/submit.js'
import { waitForActivity } from '../client/waitForActivity.js'
import { AnswerMismatchError } from '../errors/activity.js'
import { InvalidParameterError } from '../errors/config.js'
import { SessionStorageError } from '../errors/users.js'
import type { StampLoginIntent } from '../wire/intents.js'
import type { Stamp, Stamper } from '../wire/stamp.js'
import type { SessionKey } from './createSessionKey.js'
import { endSession } from './endSession.js'
import { indexedDbStorage } from './indexedDbStorage.js'
import { readWallets } from './readWallets.js'
import { type Session, type SessionStorage, type StoredSession, toSession } from './session.js'
import { shareRun } from './shareRun.js'
import { useStorage } from './useStorage.js'

/**
 * Signs a user in, with one prompt for any passkey of the RP ID: no user name, and nothing stored before. The session
 * lists the user's wallets and stamps without prompts until it expires. The prompt starts before the function returns its
 * promise, so call it in the click handler.
 *
 * The client's stamper must be a {@link webAuthnStamper} without `allowCredentials`, so that the user can choose a
 * passkey.
 *
 * To the signer, the session key is a credential of the root user: until the session expires, a script injected into the
 * page can sign with it, and can add and remove passkeys. A session never renews itself.
 *
 * A second call with the same key while the first one runs, as a double click makes it, joins that one. If the storage
 * fails, the session is returned all the same, with `kept: false`: it ends with the page.
 *
 * @throws What {@link submit} and {@link listWalletAccounts} throw: UnknownCredentialError if the passkey has no wallet
 * here. InvalidParameterError. If a session has begun but cannot be returned, it is ended at the signer.
 *
 * @example
 * ```ts
 * import { createSessionKey, createSignerClient, signIn, webAuthnStamper } from 'viem-passkey-account'
 *
 * const client = createSignerClient({ stamper: webAuthnStamper({ rpId: 'example.com' }) })
 * const key = await createSessionKey() // When the page loads.
 *
 * export async function onClick() {
 *   return signIn(client, { organizationId: '<parent organization id>', key })
 * }
 * ```
 */
export async function signIn(client: SignerClient, parameters: signIn.Parameters): Promise<signIn.ReturnType> {
  const {
    organizationId,
    key,
    expirationSeconds = 900,
    invalidateExisting = false,
    storage,
    stamper,
    signal,
  } = parameters
  if (!Number.isSafeInteger(expirationSeconds) || expirationSeconds <= 0)
    throw new InvalidParameterError({
      parameter: 'expirationSeconds',
      value: String(expirationSeconds),
      message: '`expirationSeconds` is not a whole number above 0. Pass the length of the session in seconds.',
    })
  const running = shareRun({
    name: `signIn ${key.publicKey}`,
    options: [client.url, organizationId, expirationSeconds, invalidateExisting, storage, stamper],
    signal,
    start: (signal) => beginSession(client, { ...parameters, expirationSeconds, signal }),
  })
  if (running !== undefined) return running
  throw new InvalidParameterError({
    parameter: 'key',
    value: key.publicKey,
    message: 'Another `signIn` with this key is running, with other options. Wait for it, or pass a new key.',
  })
}

async function beginSession(
  client: SignerClient,
  {
    organizationId: parentId,
    key,
    expirationSeconds,
    invalidateExisting,
    storage = indexedDbStorage(),
    stamper: passkey,
    signal,
  }: signIn.Parameters & { expirationSeconds: number },
): Promise<Session> {
  // Tries the storage early, but does not await it: the prompt must begin in the click. If the storage fails, the session
  // is lost with the page, and nothing else.
  const tried = useStorage(() => storage.load(), signal).then(() => undefined, toStorageError)
  // Rejects if the call is aborted. Nobody awaits it if the prompt is then still open.
  tried.catch(() => undefined)
  const parameters: StampLoginIntent = {
    publicKey: key.publicKey,
    expirationSeconds: String(expirationSeconds),
    ...(invalidateExisting && { invalidateExisting }),
  }
  const type = 'ACTIVITY_TYPE_STAMP_LOGIN'
  const request = await stampRequest(client, { type, organizationId: parentId, parameters, stamper: passkey, signal })
  const credentialId = readCredentialId(request.stamp)
  // Counted from before the signer begins to count, so that the session expires here no later than there.
  const expiresAt = client.now() + expirationSeconds * 1000

  const activity = await waitForActivity(client, { request, stamper: passkey, signal })
  const { session: token } = readLogin(activity)
  const { organizationId } = activity
  const userId = readUserId(token, { organization_id: organizationId, public_key: key.publicKey })
  const begun: StoredSession = { key, organizationId, userId, wallets: [], expiresAt }
  const stamper = toSession(begun, client)
  try {
    const wallets = await readWallets(client, { organizationId, userId, credentialId, stamper, signal })
    const stored = { ...begun, wallets }
    const storageError =
      (await tried) ?? (await useStorage(() => storage.save(stored), signal).then(() => undefined, toStorageError))
    return toSession(stored, { now: client.now, storageError })
  } catch (error) {
    // Not awaited: if it fails, the session expires by itself.
    endSession(client, { session: stamper }).catch(() => undefined)
    throw error
  }
}

/** Returns a storage's error. Rethrows an abort. */
function toStorageError(error: unknown): SessionStorageError {
  if (error instanceof SessionStorageError) return error
  throw error
}

export declare namespace signIn {
  type Parameters = {
    /** The parent organization. The signer finds the user's sub-organization by the passkey. */
    organizationId: string
    /** The session's key pair, from {@link createSessionKey}, made before the click. */
    key: SessionKey
    /**
     * Lifetime of the session, in whole seconds.
     * @default 900
     */
    expirationSeconds?: number | undefined
    /**
     * Whether the user's other sessions end, on every device.
     * @default false
     */
    invalidateExisting?: boolean | undefined
    /**
     * Keeps the session for {@link restoreSession}.
     * @default indexedDbStorage()
     */
    storage?: SessionStorage | undefined
    /**
     * Stamps with the passkey.
     * @default client.stamper
     */
    stamper?: Stamper | undefined
    /** Aborts the prompt, the requests and the polling. The call then rejects with the signal's reason. */
    signal?: AbortSignal | undefined
  }
  type ReturnType = Session
  type ErrorType = submit.ErrorType | listWalletAccounts.ErrorType | InvalidParameterError
}

/** Reads from the stamp which passkey the user chose. */
function readCredentialId({ stampHeaderName, stampHeaderValue }: Stamp): string {
  const stamp = parseObject(stampHeaderValue)
  if (hasStrings(stamp, ['credentialId'])) return stamp.credentialId
  throw new InvalidParameterError({
    parameter: 'stamper',
    value: stampHeaderName,
    message: 'Signing in needs a passkey, and this stamper has none. Pass a `webAuthnStamper`.',
  })
}

/** Reads the user from the session's token. The token is not verified: the session's key, not the token, has the rights. */
function readUserId(token: string, expected: { organization_id: string; public_key: string }): string {
  const claims = readClaims(token)
  if (!hasStrings(claims, ['user_id'])) {
    throw new AnswerMismatchError({ field: 'session', expected: 'a token with `user_id`', received: typeof claims })
  }
  for (const [field, value] of Object.entries(expected))
    if (claims[field] !== value)
      throw new AnswerMismatchError({ field: `session.${field}`, expected: value, received: String(claims[field]) })
  return claims.user_id
}

/** Decodes the claims of a JWT. Returns `undefined` if it cannot be decoded. */
function readClaims(token: string): Record<string, unknown> | undefined {
  const [, payload = ''] = token.split('.')
  try {
    return parseObject(atob(payload.replaceAll('-', '+').replaceAll('_', '/')))
  } catch {
    return undefined
  }
}
