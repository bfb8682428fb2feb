import type { OrganizationLine, OrganizationList } from '../types.js'
import { get } from './api.js'
import { action, h, link } from './dom.js'
import { given, time } from './format.js'
import type { View } from './main.js'

/** The parent and its sub-organizations, the newest first. */
export async function organizationsView(): Promise<View> {
  const first = await get('organizations')
  const list = h('ul', { class: 'rows' })
  const count = h('span', { class: 'note' })
  const none = h(
    'p',
    { class: 'empty' },
    'None yet. Each end user gets one when they sign up: by the sign-up handler, or by create_sub_organization with the API key of the parent.',
  )
  let next: string | null = null
  let reachedBack = false
  const more = action('Show more', async () => {
    const page = await get('organizations', { from: next ?? undefined })
    reachedBack = true
    list.append(...page.subOrganizations.map(toRow))
    goOnFrom(page.next)
  })

  function goOnFrom(place: string | null): void {
    next = place
    more.hidden = next === null
  }

  function fill(page: OrganizationList): void {
    count.textContent = `${page.count < page.countedTo ? '' : 'at least '}${page.count.toLocaleString()}`
    none.hidden = page.count > 0
    // Who has gone further down stays there.
    if (reachedBack) return
    list.replaceChildren(...page.subOrganizations.map(toRow))
    goOnFrom(page.next)
  }

  fill(first)
  return {
    title: 'Organizations',
    element: h(
      'section',
      { class: 'list', 'aria-labelledby': 'heading' },
      h('h1', { id: 'heading', tabindex: '-1' }, 'Organizations'),
      h('h2', {}, 'Parent'),
      h('ul', { class: 'rows' }, toRow(first.root)),
      h('h2', {}, 'Sub-organizations ', count),
      none,
      list,
      more,
    ),
    async onChange(lines) {
      if (lines.some(({ type }) => /_SUB_ORGANIZATION(_V[0-9]+)?$/.test(type))) fill(await get('organizations'))
    },
    async catchUp() {
      fill(await get('organizations'))
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
