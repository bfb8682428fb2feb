import type { ActivityLine, ActivityList } from '../types.js'
import { get } from './api.js'
import { action, h, link } from './dom.js'
import { credential, given, statusChip, time, took } from './format.js'

/** How many rows stay while new ones arrive. */
const most = 300

export type ActivityRows = {
  element: HTMLElement
  /** Takes in what is new or has changed. @returns those that are new here. */
  update(lines: readonly ActivityLine[]): ActivityLine[]
  select(id: string | undefined): void
  focus(id: string): void
  isEmpty(): boolean
}

/** Activities, the newest first; older ones when asked for. */
export function activityRows(first: ActivityList, organizationId?: string): ActivityRows {
  const rows = new Map<string, HTMLElement>()
  const list = h('ol', { class: 'rows' })
  let { more } = first
  let oldest = first.activities.at(-1)?.id ?? ''
  let reachedBack = false
  let selected: string | undefined

  const older = action('Show older ones', async () => {
    const page = await get('activities', { from: oldest, organization: organizationId })
    reachedBack = true
    more = page.more
    for (const line of page.activities) put(line)
    older.hidden = !more
  })
  older.hidden = !more

  function put(line: ActivityLine): boolean {
    const row = toRow(line, organizationId === undefined)
    const known = rows.get(line.id)
    rows.set(line.id, row)
    mark(line.id)
    if (known !== undefined) {
      known.replaceWith(row)
      return false
    }
    // Ids sort by age.
    const next = [...list.children].find((other) => other instanceof HTMLElement && (other.dataset.id ?? '') < line.id)
    list.insertBefore(row, next ?? null)
    if (oldest === '' || line.id < oldest) oldest = line.id
    return true
  }

  function mark(id: string): void {
    const anchor = rows.get(id)?.querySelector('a')
    if (id === selected) anchor?.setAttribute('aria-current', 'true')
    else anchor?.removeAttribute('aria-current')
  }

  function trim(): void {
    while (!reachedBack && rows.size > most) {
      const last = list.lastElementChild
      if (!(last instanceof HTMLElement)) return
      last.remove()
      rows.delete(last.dataset.id ?? '')
      const before = list.lastElementChild
      oldest = before instanceof HTMLElement ? (before.dataset.id ?? '') : ''
      more = true
      older.hidden = false
    }
  }

  for (const line of first.activities) put(line)
  return {
    element: h('div', {}, list, older),
    update(lines) {
      const added = lines.filter((line) => {
        if (organizationId !== undefined && line.organizationId !== organizationId) return false
        // Further back than has been asked for.
        if (!rows.has(line.id) && more && line.id < oldest) return false
        const isNew = put(line)
        rows.get(line.id)?.classList.add('arrived')
        return isNew
      })
      trim()
      return added
    },
    select(id) {
      const before = selected
      selected = id
      for (const each of [before, id]) if (each !== undefined) mark(each)
    },
    focus: (id) => rows.get(id)?.querySelector('a')?.focus(),
    isEmpty: () => rows.size === 0,
  }
}

function toRow(line: ActivityLine, withOrganization: boolean): HTMLElement {
  const { id, title, stamped, organizationName, createdMs } = line
  return h(
    'li',
    { 'data-id': id },
    link(
      `activities/${id}`,
      { class: 'row' },
      h('span', { class: 'state' }, statusChip(line)),
      h('span', { class: 'title', dir: 'auto' }, title),
      h(
        'span',
        { class: 'meta' },
        stamped !== null && [given(stamped.userName), ' · ', credential(stamped)],
        withOrganization && [' · in ', given(organizationName)],
      ),
      h('span', { class: 'time' }, time(createdMs)),
      h('span', { class: 'took' }, took(line)),
    ),
  )
}
