import type { Address } from 'viem'
import type { Fact } from './actions.ts'
import { byId, make, makeButton, makeCopyButton } from './dom.ts'
import { formatDate } from './format.ts'

/** What came of an action: dates to read, hashes and signatures to copy and verify. */
export function renderFacts(facts: readonly Fact[]): HTMLElement[] {
  if (facts.length === 0) return []
  const rows = facts.flatMap((fact) => [make('dt', {}, fact.name), make('dd', {}, ...renderValue(fact))])
  return [make('dl', { className: 'facts' }, ...rows)]
}

/** A link to the signer's page, if there is one. */
export function renderLink(href: string | undefined, title: string): HTMLElement[] {
  if (href === undefined) return []
  const link = make(
    'a',
    { className: 'link' },
    'View on the signer’s page',
    make('span', { className: 'hidden' }, `: ${title}`),
  )
  link.href = href
  link.target = '_blank'
  link.rel = 'noreferrer'
  return [link]
}

function renderValue({ name, value, recover }: Fact): Node[] {
  if (value instanceof Date) {
    const time = make('time', {}, formatDate(value))
    time.dateTime = value.toISOString()
    return [time]
  }
  if (!recover) return [document.createTextNode(value)]
  const outcome = make('p', { className: 'outcome' })
  outcome.role = 'status'
  const buttons = [
    makeCopyButton(value, 'small', name),
    makeButton('Verify', 'small', () => void verify(recover, outcome), name),
  ]
  return [make('code', {}, value), make('span', { className: 'tools' }, ...buttons), outcome]
}

/** Compares who signed with the address that the page shows. */
async function verify(recover: () => Promise<Address>, outcome: HTMLElement): Promise<void> {
  const shown = byId('address', HTMLElement).textContent
  const signer = await recover().catch(() => undefined)
  const isValid = signer !== undefined && signer === shown
  outcome.dataset.valid = String(isValid)
  outcome.textContent = isValid
    ? `Valid: signed by ${signer}, this wallet.`
    : `Not valid: ${signer ? `signed by ${signer}, another account` : 'nobody’s signature'}.`
}
