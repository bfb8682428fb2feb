import type { ActivitySummary } from '../types.js'
import { activityDetail } from './activityDetail.js'
import { activityList } from './activityList.js'
import { announce, copyable, h } from './dom.js'
import { errorView } from './errorView.js'
import { getJson } from './getJson.js'
import { plural } from './labels.js'
import type { View } from './view.js'

/** The live list of all activities, and the selected one beside it. */
export async function activitiesView(): Promise<View> {
  const firstPage = await getJson('activities')
  const list = activityList(firstPage)
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
      list.element,
    ),
    aside,
  )
  let selectedId: string | undefined
  let loads = 0
  /** The activity beside the list as JSON; empty if it did not load. */
  let shownJson = ''

  async function loadDetail(id: string): Promise<void> {
    loads += 1
    const load = loads
    try {
      const detail = await getJson('activities/id', { id })
      if (load !== loads) return
      const json = JSON.stringify(detail)
      // An unchanged activity is left alone: it may have the focus, or be selected as text.
      if (json === shownJson) return
      shownJson = json
      showDetail(activityDetail(detail))
    } catch (error) {
      if (load !== loads) return
      shownJson = ''
      aside.replaceChildren(errorView(error, () => loadDetail(id)))
    }
  }

  function showDetail(detail: HTMLElement): void {
    const previous = aside.querySelector<HTMLElement>('.detail')
    const isSame = previous?.dataset.id === detail.dataset.id
    const [previousRaw, raw] = [previous, detail].map((each) => each?.querySelector('details'))
    if (isSame && raw) raw.open = previousRaw?.open === true
    const hadFocus = isSame && aside.contains(document.activeElement)
    aside.replaceChildren(detail)
    if (!isSame) aside.scrollTop = 0
    if (hadFocus) detail.querySelector('h2')?.focus()
  }

  async function announceAdded(added: readonly ActivitySummary[]): Promise<void> {
    const [newest, ...others] = added
    if (newest !== undefined)
      announce(
        others.length === 0 ? `New activity: ${newest.title}` : plural(added.length, 'new activity', 'new activities'),
      )
    await updateEmptyState()
  }

  async function updateEmptyState(): Promise<void> {
    const state = list.isEmpty() ? [await emptyState()] : []
    // The first activity may have arrived in the meantime.
    empty.replaceChildren(...(list.isEmpty() ? state : []))
    list.element.hidden = list.isEmpty()
  }

  await updateEmptyState()
  return {
    element,
    title: 'Activities',
    cursor: firstPage.cursor,
    async select(id) {
      const previousId = selectedId
      selectedId = id
      list.select(id)
      element.classList.toggle('selected', id !== undefined)
      if (id !== undefined) return loadDetail(id)
      loads += 1
      shownJson = ''
      aside.replaceChildren()
      if (previousId !== undefined) list.focus(previousId)
    },
    async onChange(activities) {
      await announceAdded(list.update(activities))
      if (selectedId !== undefined && activities.some(({ id }) => id === selectedId)) await loadDetail(selectedId)
    },
    async reload() {
      await announceAdded(await list.reload())
      if (selectedId !== undefined) await loadDetail(selectedId)
    },
    async retry() {
      if (selectedId !== undefined && shownJson === '') await loadDetail(selectedId)
    },
  }
}

async function emptyState(): Promise<HTMLElement> {
  const { parent } = await getJson('organizations')
  return h(
    'div',
    { class: 'empty' },
    h('h2', {}, 'No activity yet'),
    h('p', {}, 'Point your app, or an official client, at this signer. Each activity shows up here as it happens.'),
    h(
      'dl',
      { class: 'fields' },
      h('div', {}, h('dt', {}, 'URL'), h('dd', {}, copyable(location.origin, 'the URL'))),
      h('div', {}, h('dt', {}, 'organization ID'), h('dd', {}, copyable(parent.id, 'the organization ID'))),
    ),
    h('p', {}, 'The API key is in the terminal where the signer was started. This page never shows private keys.'),
  )
}
