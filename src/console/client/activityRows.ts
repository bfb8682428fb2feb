import type { ActivityLine, ActivityList } from '../types.js'
import { get } from './api.js'
import { action, h, link } from './dom.js'
import { credential, given, isOpen, statusChip, time, took } from './format.js'

/** How many rows stay while new ones arrive. */
const most = 500
/** How many can be asked for by their ids at once. */
const atOnce = 50

export type ActivityRows = {
  element: HTMLElement
  /** Takes in what is new or has changed. @returns those that are new here. */
  update(lines: readonly ActivityLine[]): ActivityLine[]
  /** The same with whatever it has missed, which nobody can tell. */
  catchUp(): Promise<ActivityLine[]>
  select(id: string | undefined): void
  focus(id: string): void
  isEmpty(): boolean
}

type Row = { line: ActivityLine; element: HTMLElement }

/** Activities, the newest first; older ones when asked for. */
export function activityRows(first: ActivityList, organizationId?: string): ActivityRows {
  const rows = new Map<string, Row>()
  const list = h('ol', { class: 'rows' })
  list.addEventListener('animationend', ({ target }) => {
    if (target instanceof Element) target.classList.remove('arrived')
  })
  let { more } = first
  let oldest = ''
  let reachedBack = false
  let selected: string | undefined

  const older = action('Show older ones', async () => {
    const page = await get('activities', { from: oldest, organization: organizationId })
    reachedBack = true
    for (const line of page.activities) put(line)
    goOn(page.more)
  })

  function goOn(isMore: boolean): void {
    more = isMore
    older.hidden = !more
  }

  /** Where somebody reads, or has the focus, stays what has not changed. */
  function put(line: ActivityLine): 'new' | 'changed' | 'the same' {
    const known = rows.get(line.id)
    if (known !== undefined) {
      if (JSON.stringify(known.line) === JSON.stringify(line)) return 'the same'
      known.line = line
      known.element.firstElementChild?.replaceChildren(...contents(line, organizationId === undefined))
      return 'changed'
    }
    const anchor = link(`activities/${line.id}`, { class: 'row' }, contents(line, organizationId === undefined))
    const element = h('li', { 'data-id': line.id }, anchor)
    rows.set(line.id, { line, element })
    mark(line.id)
    // Ids sort by age.
    const next = [...list.children].find((other) => other instanceof HTMLElement && (other.dataset.id ?? '') < line.id)
    list.insertBefore(element, next ?? null)
    if (oldest === '' || line.id < oldest) oldest = line.id
    return 'new'
  }

  function mark(id: string): void {
    const anchor = rows.get(id)?.element.firstElementChild
    if (id === selected) anchor?.setAttribute('aria-current', 'true')
    else anchor?.removeAttribute('aria-current')
  }

  function remove(id: string): void {
    rows.get(id)?.element.remove()
    rows.delete(id)
    oldest = idOf(list.lastElementChild)
  }

  function trim(): void {
    while (!reachedBack && rows.size > most) {
      remove(idOf(list.lastElementChild))
      goOn(true)
    }
  }

  function take(lines: readonly ActivityLine[]): ActivityLine[] {
    const added = lines.filter((line) => {
      const outcome = put(line)
      if (outcome !== 'the same') rows.get(line.id)?.element.classList.add('arrived')
      return outcome === 'new'
    })
    trim()
    return added
  }

  for (const line of first.activities) put(line)
  goOn(more)
  return {
    element: h('div', {}, list, older),
    update(lines) {
      // Not those further back than has been asked for.
      const wanted = lines.filter(({ id }) => rows.has(id) || !more || id > oldest)
      return take(wanted.filter((line) => organizationId === undefined || line.organizationId === organizationId))
    },
    async catchUp() {
      const newest = idOf(list.firstElementChild)
      const found: ActivityLine[] = []
      const hasMet = (): boolean => found.some(({ id }) => id === newest)
      let page: ActivityList
      do {
        page = await get('activities', { from: found.at(-1)?.id, organization: organizationId })
        found.push(...page.activities)
      } while (newest !== '' && page.more && found.length < most && !hasMet())
      const ids = new Set(found.map(({ id }) => id))
      const rest = [...rows.keys()].filter((id) => !ids.has(id))
      if (hasMet()) {
        // What still waits may have come to its end, however old it is.
        const open = rest.filter((id) => isOpen(rows.get(id)?.line))
        for (let from = 0; from < open.length; from += atOnce) {
          const only = open.slice(from, from + atOnce).join(',')
          found.push(...(await get('activities', { only })).activities)
        }
      } else {
        // Too much lies between, or it is another signer by now.
        for (const id of rest) remove(id)
        reachedBack = false
        goOn(page.more)
      }
      return take(found)
    },
    select(id) {
      const before = selected
      selected = id
      for (const each of [before, id]) if (each !== undefined) mark(each)
    },
    focus: (id) => rows.get(id)?.element.querySelector('a')?.focus(),
    isEmpty: () => rows.size === 0,
  }
}

function idOf(row: Element | null): string {
  return row instanceof HTMLElement ? (row.dataset.id ?? '') : ''
}

function contents(line: ActivityLine, withOrganization: boolean): HTMLElement[] {
  const { title, stamped, organizationName, createdMs } = line
  return [
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
  ]
}
