import type { OrganizationList, OrganizationSummary } from '../types.js'
import { actionButton, h, link } from './dom.js'
import { getJson } from './getJson.js'
import { nameLabel, timeLabel } from './labels.js'
import type { View } from './view.js'

/** The parent organization and its sub-organizations, newest first. */
export async function organizationsView(): Promise<View> {
  const first = await getJson('organizations')
  const list = h('ul', { class: 'rows' })
  const count = h('span', { class: 'note' })
  const emptyState = h(
    'p',
    { class: 'empty' },
    'No sub-organizations yet. Each user gets one at sign-up, from the sign-up handler or from create_sub_organization with the parent’s API key.',
  )
  let next: string | null = null
  let hasLoadedMore = false
  const showMore = actionButton('Show more', async () => {
    const page = await getJson('organizations', { from: next ?? undefined })
    hasLoadedMore = true
    list.append(...page.subOrganizations.map(organizationRow))
    setNext(page.next)
  })

  function setNext(value: string | null): void {
    next = value
    showMore.hidden = next === null
  }

  function showFirstPage(page: OrganizationList): void {
    count.textContent = `${page.count.toLocaleString()}${page.count < page.countLimit ? '' : ' or more'}`
    emptyState.hidden = page.count > 0
    // Replacing the list would throw a reader further down back to the top.
    if (hasLoadedMore) return
    list.replaceChildren(...page.subOrganizations.map(organizationRow))
    setNext(page.next)
  }

  showFirstPage(first)
  return {
    title: 'Organizations',
    element: h(
      'section',
      { class: 'list', 'aria-labelledby': 'heading' },
      h('h1', { id: 'heading', tabindex: '-1' }, 'Organizations'),
      h('h2', {}, 'Parent'),
      h('ul', { class: 'rows' }, organizationRow(first.parent)),
      h('h2', {}, 'Sub-organizations ', count),
      emptyState,
      list,
      showMore,
    ),
    async onChange(activities) {
      if (activities.some(({ type }) => /_SUB_ORGANIZATION(_V[0-9]+)?$/.test(type)))
        showFirstPage(await getJson('organizations'))
    },
    async reload() {
      showFirstPage(await getJson('organizations'))
    },
  }
}

function organizationRow({ id, name, createdMs }: OrganizationSummary): HTMLElement {
  return h(
    'li',
    {},
    link(
      `organizations/${id}`,
      { class: 'row plain' },
      h('span', { class: 'title' }, nameLabel(name)),
      h('span', { class: 'meta' }, h('code', {}, id)),
      h('span', { class: 'time' }, timeLabel(createdMs)),
    ),
  )
}
