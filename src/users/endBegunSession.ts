import { whoami } from '../actions/whoami.js'
import type { SignerClient } from '../client/createSignerClient.js'
import { raceSignal } from '../errors/raceSignal.js'
import { startTimer } from '../errors/startTimer.js'
import type { Stamper } from '../wire/stamp.js'
import { endSession } from './endSession.js'

/**
 * Ends a session that began somewhere, but whose answer cannot be used: in each of these organizations that knows its
 * key. The parent is the last, and finds its sub-organization by the key. Waits at most as long as for one request, and
 * reports nothing: a session that cannot be ended expires.
 */
export async function endBegunSession(
  client: SignerClient,
  {
    publicKey,
    stamper,
    organizationIds,
    signal,
  }: {
    publicKey: string
    stamper: Stamper
    organizationIds: readonly string[]
    signal?: AbortSignal | undefined
  },
): Promise<void> {
  // One after the other: a parent does not find a key that two of its sub-organizations have.
  const ending = (async () => {
    for (const organizationId of new Set(organizationIds)) {
      await whoami(client, { organizationId, stamper })
        .then((user) => endSession(client, { session: { ...stamper, ...user, publicKey } }))
        .catch(() => undefined)
    }
  })()
  let timer: ReturnType<typeof setTimeout> | undefined
  const timedOut = new Promise<void>((resolve) => {
    timer = startTimer(resolve, client.timeout)
  })
  try {
    await raceSignal(Promise.race([ending, timedOut]), signal).catch(() => undefined)
  } finally {
    clearTimeout(timer)
  }
}
