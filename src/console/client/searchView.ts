import type { Hit } from '../types.js'
import { get } from './api.js'
import { h, link } from './dom.js'
import { given } from './format.js'
import type { View } from './main.js'

/** What a name, an id, an address or a credential leads to. */
export async function searchView(wanted: string): Promise<View> {
  const { hits } = await get('search', { q: wanted })
  return {
    title: 'Search',
    element: h(
      'section',
      { class: 'list', 'aria-labelledby': 'heading' },
      h('h1', { id: 'heading', tabindex: '-1' }, 'Found for ', h('bdi', {}, wanted)),
      hits.length === 0
        ? h(
            'div',
            { class: 'empty' },
            h('h2', {}, 'Nothing'),
            h(
              'p',
              {},
              'Names of organizations and users, ids, addresses, fingerprints, credential ids, public keys of API keys, e-mail addresses and phone numbers are found by how they begin: ids and the like from six characters on, addresses from four after 0x.',
            ),
          )
        : h('ul', { class: 'rows' }, hits.map(toRow)),
    ),
  }
}

function toRow({ kind, id, text, organizationId, organizationName }: Hit): HTMLElement {
  return h(
    'li',
    {},
    link(
      kind === 'activity' ? `activities/${id}` : `organizations/${organizationId}`,
      { class: 'row' },
      h('span', { class: 'state' }, h('span', { class: 'badge' }, kind)),
      h('span', { class: 'title', dir: 'auto' }, text),
      h(
        'span',
        { class: 'meta' },
        kind !== 'organization' && ['in ', given(organizationName), ' · '],
        h('code', {}, id),
      ),
    ),
  )
}
