import { BaseError, formatEther, type Hex, isAddress } from 'viem'
import { SessionExpiredError, UnknownCredentialError } from 'viem-passkey-account'
import { approve, type Plan, takeBack } from './approve.ts'
import { createChain } from './chain.ts'
import { loadConfig } from './config.ts'
import { byId, make, makeButton, onSubmit, readField } from './dom.ts'
import { countPrompts } from './meter.ts'
import { createPlans, getFunds } from './plans.ts'
import { createWallet } from './wallet.ts'

countPrompts()
const config = await loadConfig().catch((error) => {
  notify('The server of this page does not answer. Start it with npm start, then reload.')
  throw error
})
forgetEarlierRuns(config.run)
const wallet = createWallet(config)
const chain = createChain(config)
const plans = createPlans(wallet, chain, config)

/** Those that this page knows of; the whole list takes a request. */
let passkeys: readonly { credentialId: string; name: string }[] = []
let suggesting = false

/** One action in the dialog, then a line in the list of what has been done, in place of `before` if it goes on with that. */
async function act(title: string, prepare: () => Promise<Plan>, then?: () => void, before?: Element): Promise<void> {
  notify('')
  const entry = await approve({ title, signerUrl: config.signerUrl, prepare, onFailure: leaveDeadSession })
  if (entry) {
    const { failed, text, cost, takeUp } = entry
    const result = make('span', { className: 'result' }, failed ? `Not done: ${text}` : text)
    const item = make('li', { className: failed ? 'failed' : '' }, make('strong', {}, entry.title), result)
    item.append(make('span', { className: 'cost' }, cost))
    if (takeUp) item.append(makeLookAgain(entry.title, takeUp, item))
    before?.remove()
    byId('done', HTMLUListElement).append(item)
    byId('done-none', HTMLParagraphElement).hidden = true
  }
  if (entry && !entry.failed) then?.()
  render()
  // What had the focus may be gone: the user goes on at the top of what is there now.
  const { activeElement, body } = document
  if (activeElement === body || !activeElement?.checkVisibility())
    byId(wallet.state().wallet ? 'account-title' : 'welcome-title', HTMLElement).focus()
}

/** What waits for approval stays in the list, from which it is taken up. */
function makeLookAgain(title: string, plan: Plan, item: Element): HTMLButtonElement {
  const button = makeButton('Look again', 'quiet', () => void act(title, async () => plan, undefined, item))
  button.setAttribute('aria-label', `Look again: ${title}`)
  return button
}

/** A session that is over must not be in the way of the next attempt: that one asks for the passkey. */
function leaveDeadSession(error: unknown): void {
  const isOver = (cause: unknown) => cause instanceof SessionExpiredError || cause instanceof UnknownCredentialError
  if (error instanceof BaseError && error.walk(isOver)) void wallet.dropSession().catch(() => undefined)
}

function render(): void {
  const { wallet: open, session } = wallet.state()
  byId('welcome', HTMLElement).hidden = open !== undefined
  byId('home', HTMLElement).hidden = open === undefined
  byId('sign-out', HTMLButtonElement).hidden = open === undefined
  if (!open) return

  byId('address', HTMLElement).textContent = open.address
  byId('avatar', HTMLElement).style.setProperty('--hue', String(Number.parseInt(open.address.slice(2, 6), 16) % 360))
  byId('suggest', HTMLElement).hidden = !suggesting
  byId('session-state', HTMLElement).textContent = session
    ? `On until ${new Date(session.expiresAt).toLocaleTimeString([], { timeStyle: 'short' })}. No prompts.`
    : 'Off. Your passkey signs each time.'
  byId('session', HTMLButtonElement).textContent = session ? 'End it' : 'Turn on'
  renderPasskeys(open.credentialId)
  void renderBalances(open.address)
}

function renderPasskeys(used: string): void {
  if (!passkeys.some(({ credentialId }) => credentialId === used))
    passkeys = [{ credentialId: used, name: 'This passkey' }, ...passkeys]
  const items = passkeys.map(({ credentialId, name }) => {
    const mark = credentialId === used ? [make('span', { className: 'mark' }, 'in use here')] : []
    const item = make('li', {}, make('span', { className: 'name' }, name, ...mark))
    const button = makeButton('Remove', 'quiet', () => removePasskey(name, credentialId))
    button.setAttribute('aria-label', `Remove ${name}`)
    item.append(button)
    return item
  })
  byId('passkeys', HTMLUListElement).replaceChildren(...items)
}

function showPasskeys(found: typeof passkeys): void {
  passkeys = found
}

const signIn = () => plans.signIn(showPasskeys)

function removePasskey(name: string, credentialId: string): void {
  const others = passkeys.filter((known) => known.credentialId !== credentialId)
  const left = others[0]?.credentialId
  void act('Remove a passkey', () => plans.removePasskey(name, credentialId, left, () => showPasskeys(others)))
}

async function renderBalances(address: Hex): Promise<void> {
  // Where the chain cannot be reached the page keeps what it knows; the next action says what is wrong.
  const found = await chain.balances(address).catch(() => undefined)
  if (!found) return
  const short = (value: bigint) => Number(formatEther(value)).toLocaleString('en', { maximumFractionDigits: 4 })
  byId('ether', HTMLElement).textContent = short(found.ether)
  byId('tokens', HTMLElement).textContent = short(found.tokens)
}

/** Stays until the next action. */
function notify(text: string): void {
  byId('notice', HTMLElement).textContent = text
}

function forgetDone(): void {
  byId('done', HTMLUListElement).replaceChildren()
  byId('done-none', HTMLParagraphElement).hidden = false
}

/** A wallet of an earlier run is in a signer that is gone, and so is its session. */
function forgetEarlierRuns(run: string): void {
  if (localStorage.getItem('run') === run) return
  localStorage.clear()
  localStorage.setItem('run', run)
  indexedDB.deleteDatabase('viem-passkey-account')
}

const create = byId('create', HTMLFormElement)
onSubmit(create, () => {
  void act(
    'Create a wallet',
    () => plans.signUp(readField(create, 'name')),
    () => {
      suggesting = true
    },
  )
})
byId('sign-in', HTMLButtonElement).addEventListener('click', () => void act('Sign in', signIn))
byId('sign-out', HTMLButtonElement).addEventListener('click', () => {
  void act('Sign out', plans.signOut, () => {
    passkeys = []
    suggesting = false
    forgetDone()
  })
})

const send = byId('send', HTMLFormElement)
byId('send-to', HTMLInputElement).value = config.bank
onSubmit(send, () => {
  const to = readField(send, 'to')
  const asset = readField(send, 'asset') === 'PERMIT' ? 'PERMIT' : 'ETH'
  if (isAddress(to, { strict: false })) void act('Send', () => plans.send(asset, to, readField(send, 'amount')))
})
const message = byId('message', HTMLFormElement)
onSubmit(message, () => void act('Sign a message', () => plans.signMessage(readField(message, 'text'))))
const permit = byId('permit', HTMLFormElement)
onSubmit(permit, () => void act('Sign typed data', () => plans.signPermit(readField(permit, 'amount'))))
const both = byId('both', HTMLFormElement)
onSubmit(both, () => void act('Two signatures, one touch', () => plans.signBoth(readField(both, 'amount'))))

byId('session', HTMLButtonElement).addEventListener('click', () => {
  if (wallet.state().session) void act('End the session', plans.endSession)
  else void act('Turn the session on', signIn)
})
byId('route', HTMLFormElement).addEventListener('change', (event) => {
  wallet.setProxied(event.target instanceof HTMLInputElement && event.target.value === 'proxy')
})

const add = byId('add', HTMLFormElement)
function addPasskey(): void {
  const name = readField(add, 'name')
  const show = (credentialId: string) => {
    passkeys = [...passkeys, { credentialId, name }]
    suggesting = false
  }
  void act('Add a passkey', () => plans.addPasskey(passkeys, name, show))
}
onSubmit(add, addPasskey)
byId('suggest-add', HTMLButtonElement).addEventListener('click', addPasskey)
byId('suggest-later', HTMLButtonElement).addEventListener('click', () => {
  suggesting = false
  render()
})
byId('read-passkeys', HTMLButtonElement).addEventListener('click', () => {
  void act('Read your passkeys', () => plans.readPasskeys(showPasskeys))
})

byId('copy', HTMLButtonElement).addEventListener('click', () => {
  const { wallet: open } = wallet.state()
  if (!open) return
  navigator.clipboard.writeText(open.address).then(
    () => notify('The address is copied.'),
    () => notify('The browser did not let the page copy. Select the address instead.'),
  )
})
byId('faucet', HTMLButtonElement).addEventListener('click', () => {
  const { wallet: open } = wallet.state()
  if (!open) return
  void getFunds(open.address).then((given) => {
    notify(given ? 'There are 1 ETH and 100 PERMIT more in your wallet.' : 'The demo’s bank did not answer.')
    return renderBalances(open.address)
  })
})

// Another tab of this page signed in or out, or turned the session on or off.
addEventListener('storage', ({ key }) => {
  if (key !== 'wallet' && key !== 'session') return
  takeBack()
  // What is listed was done by the wallet of before, and what waits there is none of the next one's.
  if (key === 'wallet') forgetDone()
  void restore()
})

async function restore(): Promise<void> {
  passkeys = []
  const reason = await wallet.restore().catch(() => undefined)
  if (reason === 'expired') notify('Your session is over. Turn it on again, or go on with your passkey.')
  render()
}
await restore()
