import { runActivity } from '../actions/runActivity.js'
import type { SignerClient } from '../client/createSignerClient.js'
import { isObject, isStrings } from '../client/guards.js'
import { UnknownCredentialError } from '../errors/signer.js'
import { SessionExpiredError } from '../errors/users.js'
import type { DeleteApiKeysResult } from '../wire/results.js'
import { readUser } from './readUser.js'
import type { Session } from './session.js'

/** Deletes a session's key at the signer: one query and one activity, stamped by the session itself. What has ended already is done. */
export async function endSession(
  client: SignerClient,
  session: Session,
  signal?: AbortSignal | undefined,
): Promise<undefined> {
  const { organizationId, userId, publicKey } = session
  const parameters = { organizationId, userId, stamper: session, signal }
  try {
    const { apiKeys } = await readUser(client, parameters)
    const apiKeyIds = apiKeys.filter(({ credential }) => credential.publicKey === publicKey).map((key) => key.apiKeyId)
    const wish = { ...parameters, apiKeyIds }
    await runActivity(client, 'ACTIVITY_TYPE_DELETE_API_KEYS', wish, 'deleteApiKeysResult', isResult)
  } catch (error) {
    if (error instanceof SessionExpiredError || error instanceof UnknownCredentialError) return
    throw error
  }
}

function isResult(value: unknown): value is DeleteApiKeysResult {
  return isObject(value) && isStrings(value.apiKeyIds)
}
