import { deleteApiKeys } from '../actions/deleteApiKeys.js'
import { getApiKeys } from '../actions/getApiKeys.js'
import type { ActionParameters } from '../actions/types.js'
import type { SignerClient } from '../client/createSignerClient.js'
import type { submit } from '../client/submit.js'
import { AnswerMismatchError } from '../errors/activity.js'
import {
  SignerAnswerError,
  SignerConnectionLostError,
  SignerTimeoutError,
  SignerUnreachableError,
  StampRejectedError,
  UnknownCredentialError,
} from '../errors/signer.js'
import { SessionExpiredError } from '../errors/users.js'
import type { ApiKey } from '../wire/user.js'
import { assertDeleted } from './assertDeleted.js'
import { getUser } from './getUser.js'
import type { Session } from './session.js'

/** What became of a session at the signer. */
export type SessionEnd = 'ended' | 'not known to the signer' | 'not reached'

/**
 * Ends a session at the signer by deleting its key: one query and one activity, stamped by the session itself.
 *
 * @throws What {@link submit} throws, but for the errors that `SessionEnd` says.
 */
export async function endSession(
  client: SignerClient,
  {
    session,
    signal,
  }: {
    session: Pick<Session, 'organizationId' | 'userId' | 'publicKey' | 'stamp'>
    signal?: AbortSignal | undefined
  },
): Promise<SessionEnd> {
  const { organizationId, userId, publicKey } = session
  const parameters = { organizationId, userId, stamper: session, signal }
  try {
    const asked = await findKeys(client, { ...parameters, publicKey })
    const { apiKeyIds } = await deleteApiKeys(client, { ...parameters, apiKeyIds: asked })
    assertDeleted('apiKeyIds', { asked, answered: apiKeyIds })
    return 'ended'
  } catch (error) {
    if (error instanceof UnknownCredentialError || error instanceof StampRejectedError) return 'not known to the signer'
    if (notReached.some((Class) => error instanceof Class)) return 'not reached'
    throw error
  }
}

/** No answer of a signer. An expired session sends nothing. */
const notReached = [
  SignerUnreachableError,
  SignerConnectionLostError,
  SignerTimeoutError,
  SignerAnswerError,
  SessionExpiredError,
]

/** Finds the session's key in a user's lists. The second is read if the first is wrong: a proxy need not pass it on. */
async function findKeys(
  client: SignerClient,
  { publicKey, ...parameters }: ActionParameters & { userId: string; publicKey: string },
): Promise<string[]> {
  const read = async (list: Promise<readonly ApiKey[]>): Promise<string[]> => {
    const [key, second] = (await list).filter(({ credential }) => credential.publicKey === publicKey)
    if (key && !second) return [key.apiKeyId]
    // The request was stamped with this key, so the signer knows it, once.
    const received = `a list with ${key ? 'several' : 'none'}`
    throw new AnswerMismatchError({ field: 'user.apiKeys', expected: publicKey, received })
  }
  try {
    return await read(getUser(client, parameters).then(({ apiKeys }) => apiKeys))
  } catch (error) {
    if (!(error instanceof AnswerMismatchError)) throw error
    return read(getApiKeys(client, parameters)).catch(() => {
      throw error
    })
  }
}
