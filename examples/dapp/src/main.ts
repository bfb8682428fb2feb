import type { Address } from 'viem'
import {
  findError,
  LastPasskeyError,
  PasskeyCancelledError,
  SessionExpiredError,
  UnknownCredentialError,
} from 'viem-passkey-account'
import { type Action, createActions, type KnownPasskey } from './actions.ts'
import { addEntry, clearEntries, showEarlierEntries } from './activity.ts'
import { createAutofill, orderButtons } from './autofill.ts'
import { createChain } from './chain.ts'
import { loadConfig } from './config.ts'
import { closePrepared, runAction } from './dialog.ts'
import { byId, onSubmit, readField } from './dom.ts'
import { offerForget } from './forget.ts'
import { connectForms } from './forms.ts'
import { getFunds } from './funds.ts'
import { connectKeys } from './keys.ts'
import { limitAction } from './limit.ts'
import { countPrompts } from './meter.ts'
import { createWalletProvider } from './provider.ts'
import * as records from './records.ts'
import { offerRequests } from './requests.ts'
import { takeSessionKey } from './sessionKey.ts'
import { watchTabs } from './tabs.ts'
import { notify, showAddress, showBalances, showPage, showPasskeys, showScreen, showSession } from './view.ts'
import { createWallet } from './wallet.ts'

countPrompts()
const config = await loadConfig().catch((error) => {
  notify('This page’s server does not answer. Run npm start, then reload the page.')
  throw error
})
records.forgetEarlierRuns(config.run)
const wallet = createWallet(config)
const chain = createChain(config)
const actions = createActions(wallet, chain, config)
const provider = createWalletProvider(wallet, config)
offerRequests(provider, config, render)
connectForms(actions, (action) => void run(action))
connectKeys(wallet, provider, (action) => void run(action))
const autofill = createAutofill(wallet, config, reload)
showPage(config)

/** The passkeys that this page knows of. The signer's list costs a request. */
let passkeys: readonly KnownPasskey[] = []
/** Whether there can be no other. */
let knowsAllPasskeys = false
let suggestsPasskey = false
let balancesAsked = 0

async function run(parameters: {
  title: string
  prepare: () => Action | Promise<Action>
  onDone?: () => void
  alternative?: runAction.Parameters['alternative']
  /** The entry that this goes on with. */
  replaces?: Element
}): Promise<void> {
  const { title, prepare, onDone, alternative, replaces } = parameters
  notify('')
  const entry = await runAction({ title, prepare, describeLink, onFailure: dropEndedSession, alternative })
  if (entry && wallet.state().wallet) {
    replaces?.remove()
    addEntry(entry, (action, item) => void run({ title, prepare: async () => action, replaces: item }))
  }
  if (entry?.status === 'done') onDone?.()
  render()
  // If the element that had the focus is gone, go on at the top of what took its place.
  const { activeElement, body } = document
  if (activeElement === body || !activeElement?.checkVisibility())
    byId(wallet.state().wallet ? 'account-title' : 'welcome-title', HTMLElement).focus()
}

/** A place on the signer's page, which only browsers on the signer's machine reach. */
function describeLink(place: string | undefined): string | undefined {
  return config.signerUrl && place && `${config.signerUrl}/#/${place}`
}

/** Once the signer no longer accepts a session, the next attempt asks for the passkey. */
function dropEndedSession(error: unknown): void {
  if (findError(error, SessionExpiredError) || findError(error, UnknownCredentialError))
    void wallet.dropSession().catch(() => undefined)
}

function render(): void {
  const { wallet: opened, session } = wallet.state()
  showScreen(opened !== undefined)
  autofill.update()
  if (!opened) return
  const { address, credentialId } = opened
  if (!passkeys.some((known) => known.credentialId === credentialId))
    passkeys = [{ credentialId, name: 'This passkey' }, ...passkeys]
  showAddress(address)
  showSession(session?.expiresAt, records.hasLimit())
  showPasskeys(passkeys, credentialId, removePasskey)
  byId('suggest', HTMLElement).hidden = !suggestsPasskey
  void renderBalances(address)
}

async function renderBalances(address: Address): Promise<void> {
  const asked = ++balancesAsked
  // If the chain does not answer, the old balances stay; the next action says what is wrong.
  const balances = await chain.balances(address).catch(() => undefined)
  // An answer that is late must not replace a newer one, nor be that of another wallet.
  if (balances && asked === balancesAsked && address === wallet.state().wallet?.address) showBalances(balances)
}

function keepList(found: readonly KnownPasskey[]): void {
  passkeys = found
  knowsAllPasskeys = found.length > 0
}

function signUp(): void {
  void run({
    title: 'Create a wallet',
    prepare: () => actions.signUp(readField(create, 'name') || 'My wallet'),
    onDone: () => {
      const { wallet: opened } = wallet.state()
      if (opened) keepList([{ credentialId: opened.credentialId, name: 'First passkey' }])
      suggestsPasskey = true
    },
  })
}

function signIn(): void {
  void run({
    title: 'Sign in',
    prepare: async () => actions.signIn(await takeSessionKey(), keepList),
    // The browser does not tell whether there is a passkey.
    alternative: (error) => {
      if (findError(error, UnknownCredentialError)) {
        notify('The signer does not know the passkey that you chose.')
        offerForget(error, config.rpId)
        return { label: 'Create a wallet', start: signUp }
      }
      if (!findError(error, PasskeyCancelledError)) return
      const next = 'Try again, or create a wallet if you have no passkey here yet.'
      return { label: 'Create a wallet', start: signUp, next }
    },
  })
}

function forgetPage(): void {
  void provider.disconnect()
  passkeys = []
  knowsAllPasskeys = false
  suggestsPasskey = false
  clearEntries()
}

function listPasskeys(): void {
  void run({ title: 'List passkeys', prepare: () => actions.listPasskeys(keepList) })
}

function addPasskey(): void {
  const name = readField(add, 'name')
  const show = (added: KnownPasskey): void => {
    passkeys = [...passkeys, added]
    suggestsPasskey = false
    byId('add-name', HTMLInputElement).value = `Passkey ${passkeys.length + 1}`
  }
  void run({ title: 'Add a passkey', prepare: () => actions.addPasskey(passkeys, name, show) })
}

function removePasskey(passkey: KnownPasskey): void {
  const { credentialId } = passkey
  const others = passkeys.filter((known) => known.credentialId !== credentialId)
  void run({
    title: 'Remove a passkey',
    prepare: async () => {
      const [next] = others
      // Known without a request, so it is refused before any prompt.
      if (!next) throw new LastPasskeyError({ credentialId })
      return actions.removePasskey(passkey, next, () => {
        passkeys = others
      })
    },
    alternative: () => {
      if (others.length > 0) return
      return knowsAllPasskeys
        ? { label: 'Add a passkey', start: addPasskey }
        : { label: 'List passkeys', start: listPasskeys }
    },
  })
}

const create = byId('create', HTMLFormElement)
onSubmit(create, signUp)
byId('sign-in', HTMLButtonElement).addEventListener('click', signIn)
byId('sign-out', HTMLButtonElement).addEventListener('click', () => {
  void run({ title: 'Sign out', prepare: actions.signOut, onDone: forgetPage })
})

byId('session', HTMLButtonElement).addEventListener('click', () => {
  if (wallet.state().session) void run({ title: 'End the session', prepare: actions.endSession })
  else void run({ title: 'Start a session', prepare: async () => actions.startSession(await takeSessionKey()) })
})
const setLimit = async () => limitAction(wallet, [await takeSessionKey(), await takeSessionKey()])
byId('limit', HTMLButtonElement).onclick = () => void run({ title: 'Set a limit', prepare: setLimit })
byId('connection', HTMLFormElement).addEventListener('change', ({ target }) => {
  wallet.setViaServer(target instanceof HTMLInputElement && target.value === 'server')
})

const add = byId('add', HTMLFormElement)
onSubmit(add, addPasskey)
byId('list-passkeys', HTMLButtonElement).addEventListener('click', listPasskeys)
byId('suggest-add', HTMLButtonElement).addEventListener('click', addPasskey)
byId('suggest-later', HTMLButtonElement).addEventListener('click', () => {
  suggestsPasskey = false
  render()
})

byId('earlier', HTMLButtonElement).addEventListener('click', showEarlierEntries)
byId('copy', HTMLButtonElement).addEventListener('click', () => {
  navigator.clipboard.writeText(byId('address', HTMLElement).textContent).then(
    () => notify('Address copied.'),
    () => notify('Your browser did not let the page copy. Select the address instead.'),
  )
})
byId('faucet', HTMLButtonElement).addEventListener('click', async () => {
  const { wallet: opened } = wallet.state()
  if (!opened) return
  notify((await getFunds(opened.address)) ? 'You received 1 ETH and 100 PERMIT.' : 'The demo’s bank did not answer.')
  render()
})

watchTabs(wallet, ({ isNewWallet }) => {
  // The entries are those of the wallet before.
  if (isNewWallet) clearEntries()
  reload()
})

function reload(): void {
  closePrepared()
  void restore()
}
async function restore(): Promise<void> {
  passkeys = []
  knowsAllPasskeys = false
  const before = wallet.state().wallet?.address
  const reason = await wallet.restore().catch(() => undefined)
  // The provider still has the account of the wallet that another tab left.
  if (before && before !== wallet.state().wallet?.address) void provider.disconnect()
  if (reason === 'expired') notify('Your session has ended. Start a new one, or go on with your passkey.')
  render()
}
await orderButtons()
await restore()
