import { assertEach } from '../actions/assertEach.js'
import { assertIds } from '../actions/assertIds.js'
import { deleteApiKeys } from '../actions/deleteApiKeys.js'
import type { ActionParameters } from '../actions/types.js'
import { assertId } from '../client/assertId.js'
import type { SignerClient } from '../client/createSignerClient.js'
import { assertDeleted } from './assertDeleted.js'
import { listSessions, type RegisteredSession } from './listSessions.js'
import type { Session } from './session.js'

/**
 * Ends sessions of a user at the signer, on every device: all of them, or `sessions`, but never `except`. Call it after a
 * device was lost or a passkey was removed: a session goes on after the passkey that began it is gone.
 *
 * Sends a query, unless `sessions` is set, and an activity: two prompts with a passkey, none with a session. A session
 * may stamp its own end.
 *
 * Nothing proves the list: a proxy that changes it can name other keys. API keys do not end: someone who had a
 * session may have created one, so look at {@link getApiKeys} after a theft.
 *
 * @throws InvalidParameterError before any prompt if an id is missing; AnswerMismatchError if the answer names other
 * sessions; and what {@link listSessions} and {@link deleteApiKeys} throw. A session of `sessions` that has ended since
 * makes the signer refuse the whole request.
 *
 * @example
 * ```ts
 * import { createSignerClient, endSessions, restoreSession } from 'viem-passkey-account'
 *
 * // Sign out everywhere else.
 * const client = createSignerClient()
 * const { session } = await restoreSession()
 * if (session) {
 *   const { organizationId, userId } = session
 *   await endSessions(client, { organizationId, userId, except: session, stamper: session })
 * }
 * ```
 */
export async function endSessions(
  client: SignerClient,
  { organizationId, userId, sessions, except, stamper, signal }: endSessions.Parameters,
): Promise<endSessions.ReturnType> {
  assertIds({ userId, sessions }, { userId: assertId, sessions: assertEach({ sessionId: assertId }) })
  const kept = except?.publicKey.toLowerCase()
  const listed = sessions ?? (await listSessions(client, { organizationId, userId, stamper, signal }))
  const ending = listed.filter(({ publicKey }) => publicKey.toLowerCase() !== kept)
  const sessionIds = [...new Set(ending.map(({ sessionId }) => sessionId))]
  if (sessionIds.length > 0) {
    const parameters = { organizationId, userId, apiKeyIds: sessionIds, stamper, signal }
    const { apiKeyIds } = await deleteApiKeys(client, parameters)
    assertDeleted('apiKeyIds', { asked: sessionIds, answered: apiKeyIds })
  }
  return { sessionIds }
}

export declare namespace endSessions {
  type Parameters = ActionParameters & {
    /** Id of the user. */
    userId: string
    /**
     * The sessions to end, from {@link listSessions}.
     * @default all of the user's sessions
     */
    sessions?: readonly Pick<RegisteredSession, 'sessionId' | 'publicKey'>[] | undefined
    /** A session that goes on, such as the page's own. */
    except?: Pick<Session, 'publicKey'> | undefined
  }
  type ReturnType = {
    /** The signer's ids of the sessions that ended. */
    sessionIds: string[]
  }
  type ErrorType = listSessions.ErrorType | deleteApiKeys.ErrorType
}
