import type { ActivityLine } from '../types.js'
import { activitiesView } from './activitiesView.js'
import { get } from './api.js'
import { find } from './dom.js'
import { follow } from './live.js'
import { organizationsView } from './organizationsView.js'
import { organizationView } from './organizationView.js'
import { problem } from './problem.js'
import { searchView } from './searchView.js'

export type View = {
  element: HTMLElement
  title: string
  /** Where to follow from, if it shows what changes. */
  cursor?: string
  onChange?(lines: readonly ActivityLine[]): void
  /** Picks one of what it shows, or none. */
  show?(id: string | undefined): Promise<void>
}

const main = find('#main')
let shown: { key: string; view: View } | undefined
let turns = 0
/** What has changed while a view was fetched: it may not be in it yet. */
let meanwhile: ActivityLine[] | undefined

/** `#/activities/<id>` and the like. */
function readRoute(): { name: string; rest: string } {
  const [, name = '', rest = ''] = /^#\/([a-z]+)(?:\/(.*))?$/.exec(location.hash) ?? []
  return { name: ['organizations', 'search'].includes(name) ? name : 'activities', rest: decodeURIComponent(rest) }
}

function viewOf(name: string, rest: string, afresh: boolean): View | Promise<View> {
  if (name === 'search') return searchView(rest)
  if (name === 'organizations') return rest === '' ? organizationsView() : organizationView(rest)
  return shown?.key === name && !afresh ? shown.view : activitiesView()
}

/** Shows what the address names. Whatever was asked for later wins. */
async function show(afresh = false): Promise<void> {
  if (location.hash !== '' && !location.hash.startsWith('#/')) return
  turns += 1
  const turn = turns
  const goesOn = shown !== undefined && !afresh
  meanwhile = []
  try {
    const { name, rest } = readRoute()
    const view = await viewOf(name, rest, afresh)
    if (turn !== turns) return
    const isNew = view !== shown?.view
    if (isNew) {
      put(name, view)
      if (meanwhile.length > 0) view.onChange?.(meanwhile)
    }
    meanwhile = undefined
    await view.show?.(rest === '' ? undefined : rest)
    if (turn !== turns || !goesOn) return
    // Who reads with the ears, or goes by keyboard, is taken along.
    const heading =
      main.querySelector<HTMLElement>('.detail h2') ?? (isNew ? main.querySelector<HTMLElement>('h1') : null)
    heading?.focus()
  } catch (error) {
    if (turn === turns) put('', { element: problem(error, () => show(true)), title: 'Not there' })
  }
}

function put(key: string, view: View): void {
  shown = { key, view }
  main.replaceChildren(view.element)
  document.title = `${view.title} · passkey-signer`
  for (const anchor of document.querySelectorAll<HTMLElement>('[data-view]'))
    if (anchor.dataset.view === key) anchor.setAttribute('aria-current', 'page')
    else anchor.removeAttribute('aria-current')
}

find('.search').addEventListener('submit', (event) => {
  event.preventDefault()
  const input = find('#search')
  const wanted = input instanceof HTMLInputElement ? input.value.trim() : ''
  if (wanted !== '') location.hash = `#/search/${encodeURIComponent(wanted)}`
})
addEventListener('hashchange', () => void show())

async function start(): Promise<void> {
  await show()
  const cursor = shown?.view.cursor ?? (await get('activities')).cursor
  follow(cursor, (change) => {
    if ('lost' in change) void show(true)
    else {
      meanwhile?.push(...change.activities)
      shown?.view.onChange?.(change.activities)
    }
  })
}

void start()
