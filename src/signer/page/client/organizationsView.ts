import type { OrganizationLine, OrganizationList } from '../types.js'
import { get } from './api.js'
import { action, h, link } from './dom.js'
import { given, time } from './format.js'
import type { View } from './main.js'

/** The parent and its sub-organizations. */
export async function organizationsView(): Promise<View> {
  const first = await get<OrganizationList>('organizations')
  const list = h('ul', { class: 'rows' }, first.subOrganizations.map(toRow))
  let { next } = first
  const more = action('Show more', async () => {
    const page = await get<OrganizationList>('organizations', { from: next ?? undefined })
    next = page.next
    list.append(...page.subOrganizations.map(toRow))
    more.hidden = next === null
  })
  more.hidden = next === null
  const count = first.count < first.countedTo ? '' : 'at least '
  return {
    title: 'Organizations',
    element: h(
      'section',
      { class: 'list', 'aria-labelledby': 'heading' },
      h('h1', { id: 'heading', tabindex: '-1' }, 'Organizations'),
      h('h2', {}, 'Parent'),
      h('ul', { class: 'rows' }, toRow(first.root)),
      h('h2', {}, 'Sub-organizations ', h('span', { class: 'note' }, `${count}${first.count.toLocaleString()}`)),
      first.count === 0 &&
        h(
          'p',
          { class: 'empty' },
          'None yet. Each end user gets one when they sign up: by the sign-up handler, or by create_sub_organization with the API key of the parent.',
        ),
      list,
      more,
    ),
    // The order is by age: what is new is at the top.
    onChange(lines) {
      if (!lines.some(({ type }) => /_SUB_ORGANIZATION(_V[0-9]+)?$/.test(type))) return
      void get<OrganizationList>('organizations').then(({ subOrganizations, count }) => {
        if (count !== first.count) list.replaceChildren(...subOrganizations.map(toRow))
      })
    },
  }
}

function toRow({ id, name, createdMs }: OrganizationLine): HTMLElement {
  return h(
    'li',
    {},
    link(
      `organizations/${id}`,
      { class: 'row plain' },
      h('span', { class: 'title' }, given(name)),
      h('span', { class: 'meta' }, h('code', {}, id)),
      h('span', { class: 'time' }, time(createdMs)),
    ),
  )
}
