import {
  createSignerClient,
  getPasskeySupport,
  PasskeyUnsupportedError,
  type Session,
  startAutofill,
} from 'viem-passkey-account'
import type { Config } from './config.ts'
import { byId } from './dom.ts'
import { describeError } from './errors.ts'
import { offerForget } from './forget.ts'
import { hasLimit } from './records.ts'
import { notify } from './view.ts'
import type { Wallet } from './wallet.ts'

/** Offers passkeys in the autofill of the name field while no wallet is open. */
export function createAutofill(
  wallet: Wallet,
  { organizationId, rpId, sessionProfileId, signerUrl }: Config,
  onSignedIn: () => void,
): { update(): void } {
  const client = createSignerClient({ url: signerUrl ?? '/api/signer' })
  let running: AbortController | undefined

  async function start({ signal }: AbortController): Promise<void> {
    let session: Session
    try {
      const lasting = { expirationSeconds: 600, ...(hasLimit() && { sessionProfileId }) }
      session = await startAutofill(client, { organizationId, rpId, ...lasting, signal })
    } catch (error) {
      if (signal.aborted || error instanceof PasskeyUnsupportedError) return
      const { what, next } = describeError(error)
      notify(`${what} ${next}`)
      offerForget(error, rpId)
      // The user may pick another passkey.
      running = undefined
      return update()
    }
    wallet.accept(session)
    onSignedIn()
  }

  function update(): void {
    if (wallet.state().wallet) {
      running?.abort()
      running = undefined
    } else if (!running) {
      running = new AbortController()
      void start(running)
    }
  }

  return { update }
}

/** A user who has had a wallet here wants to sign in. Anyone else needs a wallet first. */
export async function orderButtons(): Promise<void> {
  const { usedBefore } = await getPasskeySupport()
  if (!usedBefore) return
  const create = byId('create', HTMLFormElement)
  const signIn = byId('sign-in', HTMLButtonElement)
  const [or, hint] = [signIn.previousElementSibling, byId('sign-in-hint', HTMLElement)]
  create.before(signIn, hint, ...(or ? [or] : []))
  signIn.classList.add('primary')
  create.querySelector('button')?.classList.remove('primary')
}
