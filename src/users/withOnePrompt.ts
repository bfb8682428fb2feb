import type { SignerClient } from '../client/createSignerClient.js'
import { stampRequest } from '../client/stampRequest.js'
import { waitForActivity } from '../client/waitForActivity.js'
import { apiKeyStamper } from '../stampers/apiKeyStamper.js'
import type { Stamper } from '../wire/stamp.js'
import { createSessionKey } from './createSessionKey.js'
import { endBegunSession } from './endBegunSession.js'

/** Long enough for the requests of an import on a slow network. In seconds. */
const lifetime = '300'

/**
 * Runs several requests that depend on each other with one prompt: a stamper that prompts begins a session, which stamps
 * them and ends afterwards. One that does not prompt stamps them itself.
 */
export async function withOnePrompt<result>(
  client: SignerClient,
  {
    organizationId,
    stamper = client.stamper,
    signal,
  }: { organizationId: string; stamper?: Stamper | undefined; signal?: AbortSignal | undefined },
  run: (stamper: Stamper) => Promise<result>,
): Promise<result> {
  if (stamper?.prompts === false) return run(stamper)
  const key = await createSessionKey()
  const { publicKey } = key
  const login = { type: 'ACTIVITY_TYPE_STAMP_LOGIN', parameters: { publicKey, expirationSeconds: lifetime } }
  const request = await stampRequest(client, { ...login, organizationId, stamper, signal })
  const session = apiKeyStamper(key)
  let hasBegun = false
  try {
    await waitForActivity(client, { request, stamper, signal })
    hasBegun = true
    return await run(session)
  } finally {
    // An aborted log-in may have reached the signer.
    if (hasBegun || signal?.aborted)
      await endBegunSession(client, { publicKey, stamper: session, organizationIds: [organizationId], signal })
  }
}
