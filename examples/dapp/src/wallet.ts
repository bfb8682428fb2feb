import type { SignableMessage, TransactionSerializable, TypedDataDefinition } from 'viem'
import {
  addPasskey,
  createPasskeyAccount,
  createSignerClient,
  indexedDbStorage,
  listPasskeys,
  type Passkey,
  type PasskeyWallet,
  type RegisteredPasskey,
  removePasskey,
  restoreSession,
  type Session,
  type SessionKey,
  SignUpError,
  signIn,
  signMany,
  signOut,
  signUp,
  webAuthnStamper,
} from 'viem-passkey-account'
import type { Config } from './config.ts'
import { countedFetch as fetchFn } from './meter.ts'

export type Wallet = ReturnType<typeof createWallet>

/** All that the demo does with passkeys and the signer. It knows neither the page nor the chain. */
export function createWallet({ rpId, organizationId, signerUrl }: Config) {
  const rp = { id: rpId, name: 'Passkey wallet' }
  let proxied = false
  let wallet = loadWallet()
  let session: Session | undefined
  // Registered, and without its wallet yet: the next attempt posts it again and prompts nobody.
  let registered: Passkey | undefined

  function keep(found: PasskeyWallet): void {
    wallet = found
    localStorage.setItem('wallet', JSON.stringify(found))
  }

  function forget(): void {
    wallet = undefined
    session = undefined
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
    state: () => ({ wallet, session, registered }),

    setProxied(value: boolean) {
      proxied = value
    },

    async signUp(name: string, signal: AbortSignal) {
      const ceremony = { rp, user: { name }, passkey: registered, authenticatorName: 'First passkey' }
      try {
        keep(await signUp({ url: '/api/sign-up', ...ceremony, fetchFn, signal }))
        registered = undefined
      } catch (error) {
        if (error instanceof SignUpError && error.reason !== 'passkey_taken') registered = error.passkey
        throw error
      }
    },

    /** Also what turns a session on for a wallet that is open already. */
    async signIn(key: SessionKey, signal: AbortSignal) {
      session = await signIn(client(), { organizationId, key, expirationSeconds: 600, signal })
      const [first] = session.wallets
      if (!first) throw new Error('This passkey has no wallet.')
      keep(first)
    },

    /** After a reload, and when another tab has signed in or out. Says why there is no session. */
    async restore() {
      wallet = loadWallet()
      const found = await restoreSession()
      session = wallet && found.session
      return found.reason
    },

    /** For a session that the signer does not take any more. */
    async dropSession() {
      const over = session
      session = undefined
      if (over) await indexedDbStorage().remove(over.publicKey)
    },

    async endSession(signal: AbortSignal) {
      const ending = session
      session = undefined
      if (ending) await signOut(client(), { session: ending, signal })
    },

    forget,

    signMessage: (message: SignableMessage, signal: AbortSignal) => account(signal).signMessage({ message }),

    signTypedData: (data: TypedDataDefinition, signal: AbortSignal) => account(signal).signTypedData(data),

    signTransaction: (wish: TransactionSerializable, signal: AbortSignal) => account(signal).signTransaction(wish),

    /** One touch for two signatures. */
    async signBoth(typedData: TypedDataDefinition, transaction: TransactionSerializable, signal: AbortSignal) {
      return signMany(account(signal), [{ typedData }, { transaction }])
    },

    async listPasskeys(signal?: AbortSignal) {
      return listPasskeys(client(), { ...open(), stamper: session, signal })
    },

    /** `known` is given, so that the prompt can start in the click. */
    async addPasskey(known: readonly Pick<RegisteredPasskey, 'credentialId'>[], name: string, signal: AbortSignal) {
      const ceremony = { rp, user: { name }, passkeys: known, authenticatorName: name }
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
  const text = localStorage.getItem('wallet')
  return text === null ? undefined : JSON.parse(text)
}
