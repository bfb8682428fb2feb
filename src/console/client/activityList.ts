import type { ActivityList as ActivityPage, ActivitySummary } from '../types.js'
import { activityRow } from './activityRow.js'
import { actionButton, h, link } from './dom.js'
import { getJson } from './getJson.js'
import { isOpen } from './labels.js'

/** The oldest rows make room for new ones beyond this number. */
const maxRows = 500
/** The server reads this many activities by ID at once. */
const maxIds = 50

export type ActivityList = {
  element: HTMLElement
  /** Adds and updates rows. Returns the activities that are new in the list. */
  update(activities: readonly ActivitySummary[]): ActivitySummary[]
  /** Loads what changed since the last update, and returns the activities that are new in the list. */
  reload(): Promise<ActivitySummary[]>
  select(id: string | undefined): void
  focus(id: string): void
  isEmpty(): boolean
}

type Row = { activity: ActivitySummary; element: HTMLElement }

/** Lists activities, newest first, with a button that loads older ones. */
export function activityList(firstPage: ActivityPage, organizationId?: string): ActivityList {
  const rows = new Map<string, Row>()
  const list = h('ol', { class: 'rows' })
  list.addEventListener('animationend', ({ target }) => {
    if (target instanceof Element) target.classList.remove('arrived')
  })
  const showOrganization = organizationId === undefined
  let hasMore = false
  let oldestId = ''
  /** The reader wants to see old rows, so they do not make room for new ones. */
  let hasLoadedOlder = false
  let selectedId: string | undefined

  const showOlder = actionButton('Show older activities', async () => {
    const page = await getJson('activities', { from: oldestId, organization: organizationId })
    hasLoadedOlder = true
    for (const activity of page.activities) put(activity)
    setHasMore(page.hasMore)
  })

  function setHasMore(value: boolean): void {
    hasMore = value
    showOlder.hidden = !hasMore
  }

  /** Leaves an unchanged row alone: it may have the focus, or be selected as text. */
  function put(activity: ActivitySummary): 'added' | 'updated' | 'unchanged' {
    const row = rows.get(activity.id)
    if (row !== undefined) {
      if (JSON.stringify(row.activity) === JSON.stringify(activity)) return 'unchanged'
      row.activity = activity
      row.element.firstElementChild?.replaceChildren(...activityRow(activity, { showOrganization }))
      return 'updated'
    }
    const anchor = link(`activities/${activity.id}`, { class: 'row' }, activityRow(activity, { showOrganization }))
    const element = h('li', { 'data-id': activity.id }, anchor)
    rows.set(activity.id, { activity, element })
    markSelected(activity.id)
    // IDs are UUIDv7, so they sort by age.
    const next = [...list.children].find((other) => idOf(other) < activity.id)
    list.insertBefore(element, next ?? null)
    if (oldestId === '' || activity.id < oldestId) oldestId = activity.id
    return 'added'
  }

  function markSelected(id: string): void {
    const anchor = rows.get(id)?.element.firstElementChild
    if (id === selectedId) anchor?.setAttribute('aria-current', 'true')
    else anchor?.removeAttribute('aria-current')
  }

  function remove(id: string): void {
    rows.get(id)?.element.remove()
    rows.delete(id)
    oldestId = idOf(list.lastElementChild)
  }

  function removeOldRows(): void {
    while (!hasLoadedOlder && rows.size > maxRows) {
      remove(idOf(list.lastElementChild))
      setHasMore(true)
    }
  }

  function putAll(activities: readonly ActivitySummary[]): ActivitySummary[] {
    const added = activities.filter((activity) => {
      const outcome = put(activity)
      if (outcome !== 'unchanged') rows.get(activity.id)?.element.classList.add('arrived')
      return outcome === 'added'
    })
    removeOldRows()
    return added
  }

  for (const activity of firstPage.activities) put(activity)
  setHasMore(firstPage.hasMore)
  return {
    element: h('div', {}, list, showOlder),
    update(activities) {
      // A change further back than the list goes stays out: there would be a gap before it.
      const listed = activities.filter(({ id }) => rows.has(id) || !hasMore || id > oldestId)
      return putAll(listed.filter((activity) => showOrganization || activity.organizationId === organizationId))
    },
    async reload() {
      const newestId = idOf(list.firstElementChild)
      const loaded: ActivitySummary[] = []
      const reachesList = (): boolean => loaded.some(({ id }) => id === newestId)
      let page: ActivityPage
      do {
        page = await getJson('activities', { from: loaded.at(-1)?.id, organization: organizationId })
        loaded.push(...page.activities)
      } while (newestId !== '' && page.hasMore && loaded.length < maxRows && !reachesList())
      const loadedIds = new Set(loaded.map(({ id }) => id))
      const others = [...rows.values()].filter(({ activity }) => !loadedIds.has(activity.id))
      if (reachesList()) {
        // Older activities change only while they are open.
        const openIds = others.flatMap(({ activity }) => (isOpen(activity) ? [activity.id] : []))
        for (let start = 0; start < openIds.length; start += maxIds) {
          const ids = openIds.slice(start, start + maxIds).join(',')
          loaded.push(...(await getJson('activities', { ids })).activities)
        }
      } else {
        // Too many activities came in between, or the signer was started anew.
        for (const { activity } of others) remove(activity.id)
        hasLoadedOlder = false
        setHasMore(page.hasMore)
      }
      return putAll(loaded)
    },
    select(id) {
      const previousId = selectedId
      selectedId = id
      for (const each of [previousId, id]) if (each !== undefined) markSelected(each)
    },
    focus: (id) => rows.get(id)?.element.querySelector('a')?.focus(),
    isEmpty: () => rows.size === 0,
  }
}

function idOf(row: Element | null): string {
  return row instanceof HTMLElement ? (row.dataset.id ?? '') : ''
}
