import type { SearchResult } from '../types.js'
import { h, link } from './dom.js'
import { getJson } from './getJson.js'
import { nameLabel } from './labels.js'
import type { View } from './view.js'

/** Results of a search. */
export async function searchView(query: string): Promise<View> {
  const { results } = await getJson('search', { q: query })
  return {
    title: 'Search',
    element: h(
      'section',
      { class: 'list', 'aria-labelledby': 'heading' },
      h('h1', { id: 'heading', tabindex: '-1' }, 'Results for “', nameLabel(query), '”'),
      results.length === 0 ? emptyState() : h('ul', { class: 'rows' }, results.map(resultRow)),
    ),
  }
}

function emptyState(): HTMLElement {
  return h(
    'div',
    { class: 'empty' },
    h('h2', {}, 'No results'),
    h(
      'p',
      {},
      'You can search for the beginning of a name, ID, address, fingerprint, credential ID, public key, email address or phone number.',
    ),
    h('p', {}, 'IDs and keys need at least six characters, and addresses four after 0x.'),
  )
}

function resultRow({ kind, id, text, organizationId, organizationName }: SearchResult): HTMLElement {
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
        kind !== 'organization' && ['in ', nameLabel(organizationName), ' · '],
        h('code', {}, id),
      ),
    ),
  )
}
