import { isHex } from 'viem'
import {
  addPasskey,
  createPasskey,
  createPasskeyAccount,
  createSignerClient,
  indexedDbStorage,
  listPasskeys,
  type Passkey,
  type PasskeyWallet,
  type PendingSignature,
  removePasskey,
  restoreSession,
  type Session,
  type SessionKey,
  SignUpError,
  signIn,
  signOut,
  signUp,
  waitForSignature,
  webAuthnStamper,
} from 'viem-passkey-account'
import type { Config } from './config.ts'
import { countedFetch as fetchFn } from './meter.ts'
import * as records from './records.ts'
import type { SignRequest } from './sign.ts'
import { toStepUp } from './stepUp.ts'

export type Wallet = ReturnType<typeof createWallet>

/** Everything the demo does with passkeys and the signer. It knows neither the page nor the chain. */
export function createWallet({ rpId, organizationId, sessionProfileId, signerUrl, trustedKeys }: Config) {
  const rp = { id: rpId, name: 'Passkey wallet' }
  let viaServer = signerUrl === undefined
  let wallet = records.loadWallet()
  let session: Session | undefined
  let newPasskey: Passkey | undefined

  function saveWallet(opened: PasskeyWallet): void {
    wallet = records.saveWallet(opened)
  }

  function accept(started: Session): void {
    const [opened] = started.wallets
    if (!opened) throw new Error('This passkey has no wallet.')
    saveWallet(opened)
    session = started
  }

  function forget(): void {
    session = undefined
    wallet = records.forget()
  }

  function requireWallet() {
    if (wallet) return wallet
    throw new Error('Sign in first.')
  }

  /** Prompts for the wallet's own passkey. Before there is a wallet, the user picks a passkey. */
  function createClient() {
    const allowCredentials = wallet && [{ id: wallet.credentialId, type: 'public-key' as const }]
    const stamper = webAuthnStamper({ rpId, allowCredentials })
    return createSignerClient({ url: viaServer ? '/api/signer' : signerUrl, stamper, fetchFn, trustedKeys })
  }

  /** Signs with the passkey, or without a prompt while there is a session: up to the limit, if there is one. */
  function createAccount(signal: AbortSignal) {
    const client = createClient()
    const stampers = { stamper: session, stepUp: toStepUp(client) }
    return createPasskeyAccount({ client, ...requireWallet(), ...stampers, signal })
  }
  const changer = () => (records.hasLimit() ? undefined : session)

  return {
    accept,
    forget,
    client: createClient,
    open: saveWallet,
    state: () => ({ wallet, session, newPasskey }),

    setViaServer(value: boolean) {
      viaServer = value
    },

    /** If the request fails, the next attempt reuses the passkey and prompts nobody. */
    async signUp(name: string, signal: AbortSignal) {
      const ceremony = { rp, user: { name }, authenticatorName: 'First passkey', signal }
      newPasskey ??= await createPasskey(ceremony)
      try {
        wallet = records.saveWallet(await signUp({ url: '/api/sign-up', ...ceremony, passkey: newPasskey, fetchFn }))
        newPasskey = undefined
      } catch (error) {
        if (error instanceof SignUpError && error.reason === 'passkey_taken') newPasskey = undefined
        throw error
      }
    },

    /** Opens the passkey's wallet and starts a session. A wallet that is open already is the only one that will do. */
    async signIn(key: SessionKey, signal: AbortSignal) {
      const expected = wallet && [wallet]
      const lasting = { expirationSeconds: 600, ...(records.hasLimit() && { sessionProfileId }) }
      accept(await signIn(createClient(), { organizationId, key, expected, ...lasting, signal }))
    },

    /** After a reload, and when another tab signed in or out. Returns why there is no session. */
    async restore() {
      const [opened, before] = [records.loadWallet(), session]
      wallet = opened
      const { session: found, reason } = await restoreSession({ organizationId: opened?.organizationId })
      // Unless the user has signed in or out meanwhile, or ended the session.
      if (wallet !== opened || session !== before) return undefined
      session = opened && found
      return reason
    },

    async dropSession() {
      const ended = session
      session = undefined
      if (ended) await indexedDbStorage().remove(ended.publicKey)
    },

    async endSession(signal: AbortSignal) {
      const ending = session
      session = undefined
      return ending && signOut(createClient(), { session: ending, signal })
    },

    /** With `pending`, waits for the signature that was requested before. */
    async sign(request: SignRequest, signal: AbortSignal, pending?: PendingSignature) {
      const account = createAccount(signal)
      const signed = await (pending ? waitForSignature(account, { pending }) : request(account))
      return [signed].flat().filter((value) => isHex(value))
    },

    listPasskeys: (signal: AbortSignal) =>
      listPasskeys(createClient(), { ...requireWallet(), stamper: session, signal }),

    /** Takes the known passkeys, so that the prompt starts in the click and not after a request. */
    async addPasskey(passkeys: readonly { credentialId: string }[], name: string, signal: AbortSignal) {
      // Another tab may open another wallet meanwhile.
      const opened = requireWallet()
      const ceremony = { rp, user: { name }, passkeys: [opened, ...passkeys], authenticatorName: name, signal }
      const added = await addPasskey(createClient(), { ...opened, ...ceremony, stamper: changer() })
      return records.keepPasskey({ ...opened, ...added })
    },

    /** @param next The passkey to go on with if the wallet's current one is removed. */
    async removePasskey(credentialId: string, next: string, signal: AbortSignal) {
      // By the ids that this page has kept. Without them, the signer's list says which passkey it is.
      const options = { ...records.findPasskey(credentialId), expected: records.findWallets(credentialId, next) }
      await removePasskey(createClient(), { ...requireWallet(), ...options, rpId, stamper: changer(), signal })
      if (credentialId === wallet?.credentialId) saveWallet({ ...wallet, ...records.findPasskey(next) })
    },
  }
}
