import type { ActivityLine } from '../types.js'
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
  const empty = h('div', {})
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
  let picked: string | undefined
  let loads = 0
  /** What the aside shows, as it was told; nothing if that was no activity. */
  let told = ''

  async function load(id: string): Promise<void> {
    loads += 1
    const turn = loads
    try {
      const detail = await get('activities/id', { id })
      if (turn !== loads) return
      const now = JSON.stringify(detail)
      // Where somebody reads, nothing moves.
      if (now === told) return
      told = now
      showDetail(activityDetail(detail, 'activities'))
    } catch (error) {
      if (turn !== loads) return
      told = ''
      aside.replaceChildren(problem(error, () => load(id)))
    }
  }

  function showDetail(detail: HTMLElement): void {
    const before = aside.querySelector<HTMLElement>('.detail')
    const isSame = before?.dataset.id === detail.dataset.id
    const [wasRaw, isRaw] = [before, detail].map((each) => each?.querySelector('details'))
    if (isSame && isRaw) isRaw.open = wasRaw?.open === true
    const hadFocus = isSame && aside.contains(document.activeElement)
    aside.replaceChildren(detail)
    if (!isSame) aside.scrollTop = 0
    if (hadFocus) detail.querySelector('h2')?.focus()
  }

  async function take(added: readonly ActivityLine[]): Promise<void> {
    const [newest, ...others] = added
    if (newest !== undefined)
      announce(others.length === 0 ? `New: ${newest.title}` : plural(added.length, 'new activity', 'new activities'))
    await showWhetherEmpty()
  }

  async function showWhetherEmpty(): Promise<void> {
    const state = rows.isEmpty() ? [await emptyState()] : []
    empty.replaceChildren(...(rows.isEmpty() ? state : []))
    rows.element.hidden = rows.isEmpty()
  }

  await showWhetherEmpty()
  return {
    element,
    title: 'Activities',
    cursor: first.cursor,
    async show(id) {
      const before = picked
      picked = id
      rows.select(id)
      element.classList.toggle('picked', id !== undefined)
      if (id !== undefined) return load(id)
      loads += 1
      told = ''
      aside.replaceChildren()
      if (before !== undefined) rows.focus(before)
    },
    async onChange(lines) {
      await take(rows.update(lines))
      if (picked !== undefined && lines.some(({ id }) => id === picked)) await load(picked)
    },
    async catchUp() {
      await take(await rows.catchUp())
      if (picked !== undefined) await load(picked)
    },
    async retry() {
      if (picked !== undefined && told === '') await load(picked)
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
