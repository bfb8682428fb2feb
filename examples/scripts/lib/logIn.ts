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
import { log } from './log.ts'
import { promptInBrowser } from './page/promptInBrowser.ts'

/** How long the session lasts, and how long the script waits for it. In seconds. */
const [sessionSeconds, timeoutSeconds] = [900, 300]

/**
 * Starts a session for this run. The script creates a key that nobody can read out, itself included, and the user's passkey logs in its public
 * half from a page. No secret moves in either direction, and the key is gone when the script ends.
 *
 * By default the script serves the page on http://localhost, for passkeys of localhost. Your users' passkeys work on your site only: there,
 * build a page where the user pastes the public key and that calls `stampLogin`, and set LOGIN_PAGE_URL to it.
 *
 * @throws RefusedError
 */
export async function logIn({
  url,
  wallet: { organizationId, userId },
}: {
  url: string
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

  // Fail early if the signer is unreachable, before anybody opens the page.
  await isLoggedIn()
  if (process.env.LOGIN_PAGE_URL) {
    log(`Log in this key at ${process.env.LOGIN_PAGE_URL} within five minutes:\n  ${publicKey}`)
    for (let waited = 0; !(await isLoggedIn()); waited += 2) {
      if (waited >= timeoutSeconds) throw new RefusedError('Nobody logged in within five minutes.')
      await setTimeout(2000)
    }
  } else {
    const request = { kind: 'log-in', signerUrl: client.url, organizationId, publicKey, sessionSeconds } as const
    await promptInBrowser(request, { title: `Check that the page shows this key:\n  ${publicKey}`, timeoutSeconds })
  }
  // Do not trust the page's answer: ask the signer whose key it is now.
  const user = await whoami(client, { organizationId })
  if (user.userId !== userId) throw new RefusedError('Another user logged in than the one in WALLET_FILE.')
  return stamper
}
