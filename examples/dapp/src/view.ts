import type { Address } from 'viem'
import type { KnownPasskey } from './actions.ts'
import type { Balances } from './chain.ts'
import type { Config } from './config.ts'
import { byId, make, makeButton, makeCopyButton } from './dom.ts'
import { formatAmount, formatDate } from './format.ts'
import { describeLimit } from './rules.ts'
import { snippets } from './snippets.ts'

/** Shows a message until the next action. */
export function notify(text: string): void {
  byId('notice', HTMLElement).textContent = text
}

/** What never changes while the page is open. */
export function showPage(config: Config): void {
  byId('send-to', HTMLInputElement).value = config.bank
  byId('connection-card', HTMLElement).hidden = config.signerUrl === undefined
  byId('elsewhere', HTMLElement).hidden = config.origin === location.origin
  const link = byId('elsewhere-link', HTMLAnchorElement)
  link.href = config.origin
  link.textContent = config.origin

  for (const button of document.querySelectorAll<HTMLElement>('[data-code]'))
    button.addEventListener('click', () => showCode(snippets[button.dataset.code ?? ''] ?? ''))
}

function showCode(code: string): void {
  const text = byId('code-text', HTMLElement)
  text.textContent = code
  // So that the keyboard can scroll it.
  text.tabIndex = 0
  byId('code-tools', HTMLElement).replaceChildren(makeCopyButton(code, '', 'code'))
  byId('code', HTMLDialogElement).showModal()
}

export function showScreen(isOpen: boolean): void {
  byId('welcome', HTMLElement).hidden = isOpen
  byId('home', HTMLElement).hidden = !isOpen
  byId('sign-out', HTMLButtonElement).hidden = !isOpen
}

export function showAddress(address: Address): void {
  byId('address', HTMLElement).textContent = address
  byId('avatar', HTMLElement).style.setProperty('--hue', String(Number.parseInt(address.slice(2, 6), 16) % 360))
}

export function showBalances({ ether, tokens }: Balances): void {
  byId('ether', HTMLElement).textContent = formatAmount(ether)
  byId('tokens', HTMLElement).textContent = formatAmount(tokens)
}

/** @param end When the session ends; undefined without a session. */
export function showSession(end: number | undefined, hasLimit: boolean): void {
  const state = end === undefined ? 'Off: each signature asks for your passkey' : `On until ${formatDate(end)}`
  byId('session-state', HTMLElement).textContent = state
  byId('session', HTMLButtonElement).textContent = end === undefined ? 'Start a session' : 'End session'
  byId('session-limit', HTMLElement).textContent = hasLimit ? describeLimit : ''
  byId('session-hint', HTMLElement).hidden = hasLimit
  byId('limit', HTMLButtonElement).hidden = hasLimit
}

export function showPasskeys(
  passkeys: readonly KnownPasskey[],
  current: string,
  onRemove: (passkey: KnownPasskey) => void,
): void {
  const items = passkeys.map((passkey) => {
    const mark = passkey.credentialId === current ? [make('span', { className: 'mark' }, 'In use here')] : []
    const name = make('span', { className: 'name' }, passkey.name, ...mark)
    return make(
      'li',
      {},
      name,
      makeButton('Remove', 'quiet', () => onRemove(passkey), passkey.name),
    )
  })
  byId('passkeys', HTMLUListElement).replaceChildren(...items)
}
