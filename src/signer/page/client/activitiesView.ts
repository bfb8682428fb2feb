import { activityDetail } from './activityDetail.js'
import { activityRows } from './activityRows.js'
import { get } from './api.js'
import { announce, copyable, h } from './dom.js'
import { plural } from './format.js'
import type { View } from './main.js'
import { problem } from './problem.js'

/** The live list of all activities, and beside it the one that was picked. */
export async function activitiesView(): Promise<View> {
  const first = await get('activities')
  const rows = activityRows(first)
  const empty = rows.isEmpty() ? await emptyState() : undefined
  const aside = h('div', { class: 'aside' })
  const element = h(
    'div',
    { class: 'split' },
    h(
      'section',
      { class: 'list', 'aria-labelledby': 'heading' },
      h('h1', { id: 'heading', tabindex: '-1' }, 'Activities'),
      empty,
      rows.element,
    ),
    aside,
  )
  rows.element.hidden = empty !== undefined
  let shown: string | undefined

  async function load(id: string): Promise<void> {
    try {
      const detail = await get('activities/id', { id })
      if (shown === id) aside.replaceChildren(activityDetail(detail, 'activities'))
    } catch (error) {
      if (shown === id) aside.replaceChildren(problem(error, () => load(id)))
    }
  }

  return {
    element,
    title: 'Activities',
    cursor: first.cursor,
    async show(id) {
      const before = shown
      shown = id
      rows.select(id)
      element.classList.toggle('picked', id !== undefined)
      if (id === undefined) {
        aside.replaceChildren()
        if (before !== undefined) rows.focus(before)
        return
      }
      await load(id)
    },
    onChange(lines) {
      const added = rows.update(lines)
      empty?.remove()
      rows.element.hidden = false
      if (added.length > 0)
        announce(
          added.length === 1 ? `New: ${added[0]?.title}` : plural(added.length, 'new activity', 'new activities'),
        )
      if (shown !== undefined && lines.some(({ id }) => id === shown)) void load(shown)
    },
  }
}

async function emptyState(): Promise<HTMLElement> {
  const { root } = await get('organizations')
  return h(
    'div',
    { class: 'empty' },
    h('h2', {}, 'Nothing has been asked yet'),
    h(
      'p',
      {},
      'Point an app, or an official client, at this signer. Each activity appears here the moment it is made.',
    ),
    h(
      'dl',
      { class: 'facts' },
      h('div', {}, h('dt', {}, 'URL'), h('dd', {}, copyable(location.origin, 'the URL'))),
      h('div', {}, h('dt', {}, 'organization'), h('dd', {}, copyable(root.id, 'the organization id'))),
    ),
    h('p', {}, 'Its API key stands in the terminal that started it. This page never shows keys.'),
  )
}
