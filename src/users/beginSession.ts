import { readLogin } from '../actions/stampLogin.js'
import type { SignerClient } from '../client/createSignerClient.js'
import { stampRequest } from '../client/stampRequest.js'
import { waitForActivity } from '../client/waitForActivity.js'
import { AnswerMismatchError } from '../errors/activity.js'
import { SignerRequestError, UnknownCredentialError } from '../errors/signer.js'
import { SessionStorageError } from '../errors/users.js'
import type { StampLoginIntent } from '../wire/intents.js'
import type { Stamper } from '../wire/stamp.js'
import { changeStorage } from './changeStorage.js'
import type { SessionKey } from './createSessionKey.js'
import { endBegunSession } from './endBegunSession.js'
import type { ExpectedEntry } from './expected.js'
import { indexedDbStorage } from './indexedDbStorage.js'
import { matchField } from './matchExpected.js'
import { matchStamp } from './matchStamp.js'
import { readSessionToken } from './readSessionToken.js'
import { readWallets } from './readWallets.js'
import { type Session, type SessionStorage, type StoredSession, toSession } from './session.js'
import { rememberPasskey } from './usedPasskeys.js'
import { useStorage } from './useStorage.js'
import { watchUserHandle } from './watchUserHandle.js'

type BeginSession = {
  /** The parent organization. */
  organizationId: string
  key: SessionKey
  /** In seconds. */
  expirationSeconds: number
  invalidateExisting?: boolean | undefined
  sessionProfileId?: string | undefined
  expected: ExpectedEntry[] | undefined
  allowNewWallets: boolean
  storage?: SessionStorage | undefined
  /** @default client.stamper */
  stamper?: Stamper | undefined
  signal?: AbortSignal | undefined
}

/** Begins a session, once what the caller passed is checked. The prompt starts before anything is awaited. */
export async function beginSession(
  client: SignerClient,
  {
    organizationId: parentId,
    key,
    expirationSeconds,
    invalidateExisting,
    sessionProfileId,
    expected,
    allowNewWallets,
    storage = indexedDbStorage(),
    stamper: passkey,
    signal,
  }: BeginSession,
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
    ...(sessionProfileId !== undefined && { sessionProfileId }),
  }
  const type = 'ACTIVITY_TYPE_STAMP_LOGIN'
  const { stamper, userHandle } = watchUserHandle(passkey ?? client.stamper)
  const request = await stampRequest(client, { type, organizationId: parentId, parameters, stamper, signal })
  // Counted from before the signer begins to count, so that the session expires here no later than there.
  const askedAt = client.now()
  const expiresAt = askedAt + expirationSeconds * 1000
  const { credentialId, matching: ofPasskey } = await matchStamp(request, expected)

  // Where the session may have begun: a false answer names another organization.
  const organizationIds = (ofPasskey ?? []).map((entry) => entry.organizationId)
  const begun: StoredSession = { key, organizationId: '', userId: '', credentialId, wallets: [], expiresAt }
  let hasBegun = false
  try {
    const activity = await waitForActivity(client, { request, stamper: passkey, signal })
    hasBegun = true
    const { organizationId } = activity
    organizationIds.push(organizationId)
    const ofOrganization = matchField(ofPasskey, { field: 'organizationId', received: organizationId })
    const token = readSessionToken(readLogin(activity).session, {
      organizationId,
      publicKey: key.publicKey,
      sessionProfileId,
    })
    const { userId, scope } = token
    // A profile may end the session earlier. Both times are by the signer's clock.
    const lifetime = token.expiresAt - Number(Object(activity.updatedAt).seconds)
    const limits = sessionProfileId !== undefined && {
      sessionProfileId,
      ...(scope !== undefined && { scope }),
      ...(lifetime < expirationSeconds && { expiresAt: askedAt + lifetime * 1000 }),
    }
    const [entry] = matchField(ofOrganization, { field: 'userId', received: userId }) ?? []
    const ids = { organizationId, userId, credentialId, userHandle: userHandle() ?? entry?.wallet?.userHandle }
    const stamper = toSession(begun, client)
    const wallets = await readWallets(client, { ...ids, known: entry, expected, allowNewWallets, stamper, signal })
    const stored = { ...begun, ...limits, organizationId, userId, wallets }
    const save = async (): Promise<void> => {
      // An aborted sign-in must not replace a session that still works.
      if (signal?.aborted) return
      await storage.save(stored)
      // The session ends with the call, and must not be restored.
      if (signal?.aborted) await storage.remove(key.publicKey)
    }
    const storageError = (await tried) ?? (await changeStorage(save, signal).then(() => undefined, toStorageError))
    rememberPasskey(credentialId)
    return toSession(stored, { now: client.now, storageError })
  } catch (error) {
    // For a page that offers to forget the passkey.
    if (error instanceof UnknownCredentialError) Object.assign(error, { credentialId })
    // An aborted log-in may have reached the signer.
    if (hasBegun || signal?.aborted || error instanceof AnswerMismatchError) {
      const ending = endBegunSession(client, {
        publicKey: key.publicKey,
        stamper: toSession(begun, client),
        organizationIds: [...organizationIds, parentId],
        signal,
      })
      // Not awaited where the network may be down: the session expires by itself.
      const wasAnswered = error instanceof AnswerMismatchError || error instanceof SignerRequestError
      await (wasAnswered ? ending : undefined)
    }
    throw error
  }
}

/** Returns a storage's error. Rethrows an abort. */
function toStorageError(error: unknown): SessionStorageError {
  if (error instanceof SessionStorageError) return error
  throw error
}
