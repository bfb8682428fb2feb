import { stampLogin } from '../actions/stampLogin.js'
import type { SignerClient } from '../client/createSignerClient.js'
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
  await stampLogin(client, { organizationId, publicKey, expirationSeconds: lifetime, stamper, signal })
  const session = apiKeyStamper(key)
  try {
    return await run(session)
  } finally {
    await endBegunSession(client, { publicKey, stamper: session, organizationIds: [organizationId], signal })
  }
}
