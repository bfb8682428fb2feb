import type {
  AccountLine,
  ApiKeyLine,
  OrganizationDetail,
  PasskeyLine,
  PrivateKeyLine,
  UserLine,
  WalletLine,
} from '../types.js'
import { activityRows } from './activityRows.js'
import { get, NotFoundError } from './api.js'
import { action, copyable, h, link } from './dom.js'
import { given, plural, time } from './format.js'
import type { View } from './main.js'
import { problem } from './problem.js'

/** One organization: its users and what they stamp with, its wallets and their addresses, and what was asked in it. */
export async function organizationView(id: string): Promise<View> {
  const [organization, first] = await Promise.all([
    get('organizations/id', { id }),
    get('activities', { organization: id }),
  ])
  const rows = activityRows(first, id)
  const facts = h('div', {}, contents(organization))
  let told = JSON.stringify(organization)
  let turns = 0

  async function refresh(): Promise<void> {
    turns += 1
    const turn = turns
    const now = await get('organizations/id', { id }).catch((error: unknown) => {
      if (error instanceof NotFoundError) return error
      throw error
    })
    if (turn !== turns || JSON.stringify(now) === told) return
    told = JSON.stringify(now)
    facts.replaceChildren(now instanceof NotFoundError ? problem(now, refresh) : contents(now))
  }

  const none = h('p', { class: 'empty' }, 'Nothing has been asked in this organization yet.')
  none.hidden = !rows.isEmpty()
  return {
    title: organization.name,
    cursor: first.cursor,
    element: h(
      'section',
      { class: 'list', 'aria-labelledby': 'heading' },
      link('organizations', { class: 'back' }, 'Organizations'),
      h('h1', { id: 'heading', tabindex: '-1' }, given(organization.name)),
      facts,
      h('h2', {}, 'Activities'),
      none,
      rows.element,
    ),
    async onChange(lines) {
      rows.update(lines)
      none.hidden = !rows.isEmpty()
      // To sign changes nothing of what there is.
      if (lines.some(({ organizationId, type }) => organizationId === id && !type.startsWith('ACTIVITY_TYPE_SIGN_')))
        await refresh()
    },
    async catchUp() {
      await Promise.all([rows.catchUp(), refresh()])
      none.hidden = !rows.isEmpty()
    },
  }
}

function contents(organization: OrganizationDetail): DocumentFragment {
  const { id, parent, threshold, users, wallets, createdMs } = organization
  const fragment = document.createDocumentFragment()
  fragment.append(
    h(
      'p',
      { class: 'summary' },
      copyable(id, 'the organization id'),
      h(
        'span',
        { class: 'note' },
        parent === null
          ? 'The parent organization'
          : ['Sub-organization of ', link(`organizations/${parent.id}`, {}, given(parent.name))],
        `. Made `,
        time(createdMs),
        `. It takes ${plural(threshold, 'approval')} of its root users.`,
      ),
    ),
    h('h2', {}, 'Users'),
    h('div', { class: 'cards' }, users.map(userCard)),
    h('h2', {}, 'Wallets'),
    wallets.length === 0
      ? h('p', { class: 'empty' }, 'None. create_wallet makes one.')
      : h('div', { class: 'cards' }, wallets.map(walletCard)),
    ...(organization.privateKeys.length === 0 ? [] : [h('h2', {}, 'Private keys'), privateKeyCard(organization)]),
  )
  return fragment
}

function userCard(user: UserLine): HTMLElement {
  return h(
    'article',
    { class: 'card' },
    h('h3', {}, given(user.name), user.inRootQuorum && h('span', { class: 'badge' }, 'root user')),
    [user.email, user.phoneNumber].map((way) => way !== null && h('p', { class: 'note' }, way)),
    h('p', {}, copyable(user.id, 'the user id')),
    user.passkeys.length + user.apiKeys.length === 0 && h('p', { class: 'note' }, 'No passkey and no API key'),
    h('ul', { class: 'items' }, user.passkeys.map(passkeyItem), user.apiKeys.map(apiKeyItem)),
  )
}

function passkeyItem({ name, credentialId, transports, createdMs }: PasskeyLine): HTMLElement {
  return h(
    'li',
    { 'data-kind': 'passkey' },
    h('span', { class: 'kind' }, 'Passkey'),
    h('strong', {}, given(name)),
    copyable(credentialId, 'the credential id'),
    h('span', { class: 'note' }, transports.length > 0 && `${transports.join(', ')}, `, 'since ', time(createdMs)),
  )
}

function apiKeyItem({ name, kind, curve, publicKey, createdMs, expiresMs }: ApiKeyLine): HTMLElement {
  return h(
    'li',
    { 'data-kind': kind },
    h('span', { class: 'kind' }, kind === 'session' ? 'Session' : 'API key'),
    h('strong', {}, given(name)),
    copyable(publicKey, 'the public key'),
    h(
      'span',
      { class: 'note' },
      `${curve}, public key, since `,
      time(createdMs),
      expiresMs !== null && [', ends ', time(expiresMs)],
    ),
  )
}

function walletCard({ id, name, accounts, next }: WalletLine): HTMLElement {
  const list = h('ul', { class: 'items' }, accounts.map(accountItem))
  return h(
    'article',
    { class: 'card' },
    h('h3', {}, given(name)),
    h('p', {}, copyable(id, 'the wallet id')),
    accounts.length === 0 && h('p', { class: 'note' }, 'No addresses'),
    list,
    moreOf(next, async (from) => {
      const page = await get('wallets/id/accounts', { id, from })
      list.append(...page.accounts.map(accountItem))
      return page.next
    }),
  )
}

function accountItem({ address, name, path, format }: AccountLine): HTMLElement {
  return h(
    'li',
    { 'data-kind': 'address' },
    name !== null && h('strong', {}, given(name)),
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
    moreOf(organization.next, async (from) => {
      const page = await get('organizations/id/private-keys', { id: organization.id, from })
      list.append(...page.privateKeys.map(privateKeyItem))
      return page.next
    }),
  )
}

function privateKeyItem({ id, name, addresses, publicKey, imported }: PrivateKeyLine): HTMLElement {
  return h(
    'li',
    { 'data-kind': 'address' },
    h('strong', {}, given(name)),
    addresses.length === 0
      ? copyable(publicKey, 'the public key')
      : addresses.map((address) => copyable(address, 'the address')),
    h('span', { class: 'note' }, `${imported ? 'imported' : 'made here'}, ${id}`),
  )
}

/** A button that adds the next page of a list, for as long as there is one. */
function moreOf(first: string | null, add: (from: string) => Promise<string | null>): HTMLElement {
  let next = first
  const more = action('Show more', async () => {
    if (next !== null) next = await add(next)
    more.hidden = next === null
  })
  more.hidden = next === null
  return more
}
