import { setTimeout } from 'node:timers/promises'
import {
  apiKeyStamper,
  createSessionKey,
  createSignerClient,
  type PasskeyWallet,
  type Stamper,
  UnknownCredentialError,
} from 'viem-passkey-account'
import { whoami } from 'viem-passkey-account/actions'
import { RefusedError } from './errors.ts'
import { askPage } from './page/askPage.ts'
import { say } from './runScript.ts'

/** How long the session lasts, and how long the script waits for it, in seconds. */
const [duration, patience] = [900, 300]

/**
 * A session for this run. The key is made here and cannot be read, by this script neither; the user's passkey logs its public half in from a
 * page. Nothing secret moves either way, and when the script ends nobody has the key any more.
 *
 * On http://localhost the page is this script's own, which is for passkeys of localhost. A passkey of your site works on your site alone:
 * give its page as LOG_IN_PAGE, where the user pastes the public key and which calls `stampLogin`.
 *
 * @throws RefusedError
 */
export async function logIn({
  url,
  wallet: { organizationId, userId },
}: {
  url: string | undefined
  wallet: Pick<PasskeyWallet, 'organizationId' | 'userId'>
}): Promise<Stamper> {
  const key = await createSessionKey()
  const stamper = apiKeyStamper(key)
  const client = createSignerClient({ url, stamper })
  const { publicKey } = key
  const isLoggedIn = (): Promise<boolean> =>
    whoami(client, { organizationId }).then(
      () => true,
      (error) => {
        if (error instanceof UnknownCredentialError) return false
        throw error
      },
    )

  // Before anybody is bothered: is the signer there at all?
  await isLoggedIn()
  if (process.env.LOG_IN_PAGE) {
    say(`Log this key in at ${process.env.LOG_IN_PAGE}, within five minutes:\n  ${publicKey}`)
    for (let waited = 0; !(await isLoggedIn()); waited += 2) {
      if (waited >= patience) throw new RefusedError('Nobody has logged in.')
      await setTimeout(2000)
    }
  } else {
    const request = { kind: 'log-in', signerUrl: client.url, organizationId, publicKey, duration } as const
    await askPage(request, { title: `The page has to show this key:\n  ${publicKey}`, patience })
  }
  // What the page said is not taken for it: the signer says whose the key is now.
  const user = await whoami(client, { organizationId })
  if (user.userId !== userId) throw new RefusedError('Somebody else has logged in. WALLET_FILE is of another user.')
  return stamper
}
