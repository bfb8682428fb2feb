import type { Account, ApiKey, OrganizationDetail, Passkey, PrivateKey, User, Wallet } from '../types.js'
import { actionButton, copyable, h, link } from './dom.js'
import { getJson } from './getJson.js'
import { effectLabel, nameLabel, plural, timeLabel } from './labels.js'

/** Everything about an organization but its activities. */
export function organizationDetail(organization: OrganizationDetail): DocumentFragment {
  const { id, parent, threshold, users, wallets, createdMs } = organization
  const fragment = document.createDocumentFragment()
  fragment.append(
    h(
      'p',
      { class: 'summary' },
      copyable(id, 'the organization ID'),
      h(
        'span',
        { class: 'note' },
        parent === null
          ? 'Parent organization'
          : ['Sub-organization of ', link(`organizations/${parent.id}`, {}, nameLabel(parent.name))],
        ', created ',
        timeLabel(createdMs),
        `. Its activities need the approval of ${plural(threshold, 'root user')}.`,
      ),
    ),
    h('h2', {}, 'Users'),
    h('div', { class: 'cards' }, users.map(userCard)),
    h('h2', {}, 'Wallets'),
    wallets.length === 0
      ? h('p', { class: 'empty' }, 'No wallets yet. Create one with create_wallet.')
      : h('div', { class: 'cards' }, wallets.map(walletCard)),
    ...(organization.policies.length === 0 ? [] : [h('h2', {}, 'Policies'), policyCard(organization.policies)]),
    ...(organization.privateKeys.length === 0 ? [] : [h('h2', {}, 'Private keys'), privateKeyCard(organization)]),
  )
  return fragment
}

function policyCard(policies: OrganizationDetail['policies']): HTMLElement {
  return h(
    'ul',
    { class: 'card items' },
    policies.map(({ id, name, effect }) =>
      h(
        'li',
        { 'data-kind': 'policy' },
        h('span', { class: 'kind' }, effectLabel(effect)),
        link(`policies/${id}`, {}, nameLabel(name)),
      ),
    ),
  )
}

function userCard(user: User): HTMLElement {
  return h(
    'article',
    { class: 'card' },
    h('h3', {}, nameLabel(user.name), user.inRootQuorum && h('span', { class: 'badge' }, 'root user')),
    [user.email, user.phoneNumber].map((contact) => contact !== null && h('p', { class: 'note' }, contact)),
    h('p', {}, copyable(user.id, 'the user ID')),
    user.passkeys.length + user.apiKeys.length === 0 && h('p', { class: 'note' }, 'No credentials'),
    h('ul', { class: 'items' }, user.passkeys.map(passkeyItem), user.apiKeys.map(apiKeyItem)),
  )
}

function passkeyItem({ name, credentialId, transports, createdMs }: Passkey): HTMLElement {
  return h(
    'li',
    { 'data-kind': 'passkey' },
    h('span', { class: 'kind' }, 'Passkey'),
    h('strong', {}, nameLabel(name)),
    copyable(credentialId, 'the credential ID'),
    h('span', { class: 'note' }, 'Added ', timeLabel(createdMs), transports.length > 0 && `, ${transports.join(', ')}`),
  )
}

function apiKeyItem({ name, kind, curve, publicKey, createdMs, expiresMs }: ApiKey): HTMLElement {
  return h(
    'li',
    { 'data-kind': kind },
    h('span', { class: 'kind' }, kind === 'session' ? 'Session' : 'API key'),
    h('strong', {}, nameLabel(name)),
    copyable(publicKey, 'the public key'),
    h(
      'span',
      { class: 'note' },
      `${curve} public key, added `,
      timeLabel(createdMs),
      expiresMs !== null && [', expires ', timeLabel(expiresMs)],
    ),
  )
}

function walletCard({ id, name, accounts, next }: Wallet): HTMLElement {
  const list = h('ul', { class: 'items' }, accounts.map(accountItem))
  return h(
    'article',
    { class: 'card' },
    h('h3', {}, nameLabel(name)),
    h('p', {}, copyable(id, 'the wallet ID')),
    accounts.length === 0 && h('p', { class: 'note' }, 'No addresses'),
    list,
    showMoreButton(next, async (from) => {
      const page = await getJson('wallets/id/accounts', { id, from })
      list.append(...page.accounts.map(accountItem))
      return page.next
    }),
  )
}

function accountItem({ address, name, path, format }: Account): HTMLElement {
  return h(
    'li',
    { 'data-kind': 'address' },
    name !== null && h('strong', {}, nameLabel(name)),
    copyable(address, 'the address'),
    h('span', { class: 'note' }, `${path}, ${format}`),
  )
}

function privateKeyCard(organization: OrganizationDetail): HTMLElement {
  const list = h('ul', { class: 'items' }, organization.privateKeys.map(privateKeyItem))
  return h(
    'div',
    { class: 'card' },
    list,
    showMoreButton(organization.next, async (from) => {
      const page = await getJson('organizations/id/private-keys', { id: organization.id, from })
      list.append(...page.privateKeys.map(privateKeyItem))
      return page.next
    }),
  )
}

function privateKeyItem({ id, name, addresses, publicKey, imported }: PrivateKey): HTMLElement {
  return h(
    'li',
    { 'data-kind': 'address' },
    h('strong', {}, nameLabel(name)),
    addresses.length === 0
      ? copyable(publicKey, 'the public key')
      : addresses.map((address) => copyable(address, 'the address')),
    h('span', { class: 'note' }, `${imported ? 'Imported' : 'Created'}, ID ${id}`),
  )
}

/** Creates a button that appends the next page of a list, hidden when there is no more. */
function showMoreButton(first: string | null, loadNext: (from: string) => Promise<string | null>): HTMLElement {
  let next = first
  const button = actionButton('Show more', async () => {
    if (next !== null) next = await loadNext(next)
    button.hidden = next === null
  })
  button.hidden = next === null
  return button
}
