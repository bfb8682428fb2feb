import { runActivity } from '../actions/runActivity.js'
import type { SignerClient } from '../client/createSignerClient.js'
import { isObject, isStrings } from '../client/guards.js'
import { readResult } from '../client/readResult.js'
import { UnknownCredentialError } from '../errors/signer.js'
import { SessionExpiredError } from '../errors/users.js'
import type { DeleteApiKeysResult } from '../wire/results.js'
import { getUser } from './getUser.js'
import type { Session } from './session.js'

/**
 * Ends a session at the signer by deleting its key: one query and one activity, stamped by the session itself. Does
 * nothing if the session has ended already.
 */
export async function endSession(
  client: SignerClient,
  { session, signal }: { session: Session; signal?: AbortSignal | undefined },
): Promise<undefined> {
  const { organizationId, userId, publicKey } = session
  const parameters = { organizationId, userId, stamper: session, signal }
  try {
    const { apiKeys } = await getUser(client, parameters)
    const apiKeyIds = apiKeys.filter(({ credential }) => credential.publicKey === publicKey).map((key) => key.apiKeyId)
    await runActivity(client, {
      type: 'ACTIVITY_TYPE_DELETE_API_KEYS',
      parameters: { ...parameters, apiKeyIds },
      parse: (activity) => readResult(activity, { key: 'deleteApiKeysResult', isResult }),
    })
  } catch (error) {
    if (error instanceof SessionExpiredError || error instanceof UnknownCredentialError) return
    throw error
  }
}

function isResult(value: unknown): value is DeleteApiKeysResult {
  return isObject(value) && isStrings(value.apiKeyIds)
}
