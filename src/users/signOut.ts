import { perform } from '../actions/perform.js'
import type { SignerClient } from '../client/createSignerClient.js'
import { isObject, isStrings } from '../client/shapes.js'
import type { submit } from '../client/submit.js'
import { UnknownCredentialError } from '../errors/signer.js'
import { SessionExpiredError } from '../errors/users.js'
import type { DeleteApiKeysResult } from '../wire/results.js'
import { indexedDbStorage } from './indexedDbStorage.js'
import { readUser } from './readUser.js'
import type { Session, SessionStorage } from './session.js'

/**
 * Ends a session, here first and then at the signer: no prompt, one query and one activity, stamped by the session itself. What has ended
 * already is done at once.
 *
 * @param parameters.session - From {@link signIn} or {@link restoreSession}.
 * @param parameters.storage - What those were given; IndexedDB unless given.
 *
 * @throws What {@link submit} throws, SessionStorageError. It is forgotten here even where the signer cannot be reached; there it then
 * lasts to its end, with a key that nothing holds any more once the page is gone.
 *
 * @example
 * await signOut(client, { session })
 */
export async function signOut(
  client: SignerClient,
  { session, storage, signal }: signOut.Parameters,
): Promise<signOut.ReturnType> {
  const { organizationId, userId, publicKey } = session
  await (storage ?? indexedDbStorage()).remove(publicKey)
  const parameters = { organizationId, userId, stamper: session, signal }
  try {
    const { apiKeys } = await readUser(client, parameters)
    const apiKeyIds = apiKeys.filter(({ credential }) => credential.publicKey === publicKey).map((key) => key.apiKeyId)
    const wish = { ...parameters, apiKeyIds }
    await perform(client, 'ACTIVITY_TYPE_DELETE_API_KEYS', wish, 'deleteApiKeysResult', isResult)
  } catch (error) {
    if (error instanceof SessionExpiredError || error instanceof UnknownCredentialError) return
    throw error
  }
}

export declare namespace signOut {
  type Parameters = {
    session: Session
    storage?: SessionStorage | undefined
    signal?: AbortSignal | undefined
  }
  type ReturnType = undefined
  type ErrorType = submit.ErrorType | import('../errors/users.js').SessionStorageError
}

function isResult(value: unknown): value is DeleteApiKeysResult {
  return isObject(value) && isStrings(value.apiKeyIds)
}
