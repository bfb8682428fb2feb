import type { Action } from './actions.ts'
import type { Entry } from './dialog.ts'
import { byId, make, makeButton } from './dom.ts'
import { renderFacts, renderLink } from './facts.ts'
import { formatDate } from './format.ts'

/** Puts an entry on top of the list. */
export function addEntry(entry: Entry, onResume: (action: Action, item: Element) => void): void {
  const { title, text, status, cost, facts, link, resume } = entry
  const now = new Date()
  const time = make('time', {}, formatDate(now))
  time.dateTime = now.toISOString()
  const item = make(
    'li',
    { className: status },
    make('p', { className: 'entry-title' }, make('strong', {}, title), time),
  )
  item.append(make('p', { className: 'what' }, text), ...renderFacts(facts))
  if (resume) item.append(makeButton('Check again', 'small resume', () => onResume(resume, item), title))
  item.append(make('p', { className: 'cost' }, cost), ...renderLink(link, title))
  const list = byId('activity', HTMLOListElement)
  list.prepend(item)
  byId('activity-empty', HTMLElement).hidden = true
  // Small screens show the newest two.
  byId('earlier', HTMLElement).hidden = list.children.length <= 2 || list.classList.contains('all')
}

export function showEarlierEntries(): void {
  byId('activity', HTMLOListElement).classList.add('all')
  byId('earlier', HTMLElement).hidden = true
}

export function clearEntries(): void {
  const list = byId('activity', HTMLOListElement)
  list.replaceChildren()
  list.classList.remove('all')
  byId('activity-empty', HTMLElement).hidden = false
  byId('earlier', HTMLElement).hidden = true
}
