import { type Hex, isHex } from 'viem'
import {
  addPasskey,
  createPasskey,
  createPasskeyAccount,
  createSignerClient,
  indexedDbStorage,
  listPasskeys,
  type Passkey,
  type PasskeyAccount,
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

export type Wallet = ReturnType<typeof createWallet>
export type Ask = (account: PasskeyAccount) => Promise<Hex | Hex[]>

/** All that the demo does with passkeys and the signer. It knows neither the page nor the chain. */
export function createWallet({ rpId, organizationId, signerUrl }: Config) {
  const rp = { id: rpId, name: 'Passkey wallet' }
  let proxied = false
  let wallet = loadWallet()
  let session: Session | undefined
  let registered: Passkey | undefined

  function keep(found: PasskeyWallet): void {
    wallet = found
    localStorage.setItem('wallet', JSON.stringify(found))
  }

  /** The session is in IndexedDB, which tells no other tab of a change; localStorage does. */
  function setSession(next: Session | undefined): void {
    session = next
    localStorage.setItem('session', next?.publicKey ?? '')
  }

  function forget(): void {
    wallet = undefined
    setSession(undefined)
    localStorage.removeItem('wallet')
  }

  function open(): PasskeyWallet {
    if (!wallet) throw new Error('Nobody is signed in.')
    return wallet
  }

  /** Signing in leaves the choice of a passkey to the user; after that the wallet's own is asked for. */
  function client() {
    const allowCredentials = wallet && [{ id: wallet.credentialId, type: 'public-key' as const }]
    const stamper = webAuthnStamper({ rpId, allowCredentials })
    return createSignerClient({ url: proxied ? '/api/signer' : signerUrl, stamper, fetchFn })
  }

  /** With a session as its stamper the account prompts nobody. */
  function account(signal: AbortSignal) {
    return createPasskeyAccount({ client: client(), ...open(), stamper: session, signal })
  }

  return {
    forget,
    state: () => ({ wallet, session, registered }),

    setProxied(value: boolean) {
      proxied = value
    },

    /** A passkey without its wallet yet is kept: the next attempt posts it again, and prompts nobody. */
    async signUp(name: string, signal: AbortSignal) {
      const ceremony = { rp, user: { name }, authenticatorName: 'First passkey', signal }
      registered ??= await createPasskey(ceremony)
      try {
        keep(await signUp({ url: '/api/sign-up', ...ceremony, passkey: registered, fetchFn }))
        registered = undefined
      } catch (error) {
        if (error instanceof SignUpError && error.reason === 'passkey_taken') registered = undefined
        throw error
      }
    },

    /** Also what turns a session on for a wallet that is open already. */
    async signIn(key: SessionKey, signal: AbortSignal) {
      const found = await signIn(client(), { organizationId, key, expirationSeconds: 600, signal })
      const [first] = found.wallets
      if (!first) throw new Error('This passkey has no wallet.')
      keep(first)
      setSession(found)
    },

    /** After a reload, and when another tab has signed in or out. Says why there is no session. */
    async restore() {
      wallet = loadWallet()
      const { session: found, reason } = await restoreSession()
      session = wallet && found?.publicKey === localStorage.getItem('session') ? found : undefined
      return reason
    },

    /** For a session that the signer does not take any more. */
    async dropSession() {
      const over = session
      setSession(undefined)
      if (over) await indexedDbStorage().remove(over.publicKey)
    },

    async endSession(signal: AbortSignal) {
      const ending = session
      setSession(undefined)
      if (ending) await signOut(client(), { session: ending, signal })
    },

    /** What waits for approval is taken up with `pending`: asked for again it would be another wish. */
    async sign(ask: Ask, signal: AbortSignal, pending?: PendingSignature) {
      const signing = pending ? waitForSignature(account(signal), { pending }) : ask(account(signal))
      return [await signing].flat().filter((signed) => isHex(signed))
    },

    listPasskeys: (signal?: AbortSignal) => listPasskeys(client(), { ...open(), stamper: session, signal }),

    /** The passkeys are given, so that the prompt can start in the click. */
    async addPasskey(passkeys: readonly { credentialId: string }[], name: string, signal: AbortSignal) {
      const ceremony = { rp, user: { name }, passkeys, authenticatorName: name }
      return addPasskey(client(), { ...open(), ...ceremony, stamper: session, signal })
    },

    /** @param left One that stays, in case the one in use here goes. Where none is known the user has to sign in with it. */
    async removePasskey(credentialId: string, left: string | undefined, signal: AbortSignal) {
      await removePasskey(client(), { ...open(), credentialId, rpId, stamper: session, signal })
      if (credentialId !== open().credentialId) return
      if (left) keep({ ...open(), credentialId: left })
      else forget()
    },
  }
}

/** Plain JSON without secrets, written by this page alone. */
function loadWallet(): PasskeyWallet | undefined {
  return JSON.parse(localStorage.getItem('wallet') ?? 'null') ?? undefined
}
