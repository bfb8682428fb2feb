import type { ActivityLine } from '../types.js'
import { activitiesView } from './activitiesView.js'
import { NotFoundError } from './api.js'
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
  /** Takes in what is new or has changed. If it fails, it is told once more. */
  onChange?(lines: readonly ActivityLine[]): Promise<void>
  /** Takes in whatever it may have missed. The same. */
  catchUp?(): Promise<void>
  /** Tries once more what the signer did not answer. */
  retry?(): Promise<void>
  /** Picks one of what it shows, or none. */
  show?(id: string | undefined): Promise<void>
}

const main = find('#main')
const names = ['activities', 'organizations', 'search']
let shown: { key: string; view: View } | undefined
let turns = 0
/** The last view that was asked for is there, or what went wrong with it. */
let showing: Promise<void> = Promise.resolve()

/** `#/activities/<id>` and the like. */
let route = ''

function readRoute(): { name: string; rest: string } {
  const [, name = '', rest = ''] = /^#\/([a-z]+)(?:\/(.*))?$/.exec(route) ?? []
  const decoded = decode(rest)
  if (!names.includes(name) || decoded === undefined) throw new NotFoundError('There is no such page.')
  return { name, rest: decoded }
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

function viewOf(name: string, rest: string, afresh: boolean): View | Promise<View> {
  if (name === 'search') return searchView(rest)
  if (name === 'organizations') return rest === '' ? organizationsView() : organizationView(rest)
  return shown?.key === name && !afresh ? shown.view : activitiesView()
}

function show(afresh = false): Promise<void> {
  const { hash } = location
  const isPlace = hash !== '' && !hash.startsWith('#/')
  // To jump within what is shown leads nowhere else.
  if (isPlace && shown !== undefined && !afresh) return showing
  if (!isPlace || route === '') route = isPlace || hash.length < 3 ? '#/activities' : hash
  showing = showRoute(afresh)
  return showing
}

/** Shows what the address names. Whatever was asked for later wins. */
async function showRoute(afresh: boolean): Promise<void> {
  turns += 1
  const turn = turns
  const goesOn = shown !== undefined && !afresh
  try {
    const { name, rest } = readRoute()
    const view = await viewOf(name, rest, afresh)
    if (turn !== turns) return
    const isNew = view !== shown?.view
    if (isNew) put(name, view)
    void pick(view, rest).then(() => {
      if (turn === turns && goesOn) moveFocus(isNew)
    })
  } catch (error) {
    if (turn === turns) put('', problemView(error))
  }
}

async function pick(view: View, rest: string): Promise<void> {
  await view.show?.(rest === '' ? undefined : rest)
}

/** Who reads with the ears, or goes by keyboard, is taken along. */
function moveFocus(isNew: boolean): void {
  const heading =
    main.querySelector<HTMLElement>('.detail h2') ?? (isNew ? main.querySelector<HTMLElement>('h1') : null)
  heading?.focus()
}

function problemView(error: unknown): View {
  const again = (): Promise<void> => show(true)
  const element = problem(error, again)
  if (error instanceof NotFoundError) return { element, title: 'Not here' }
  return { element, title: 'No answer', retry: again, catchUp: again, onChange: again }
}

function put(key: string, view: View): void {
  shown = { key, view }
  main.replaceChildren(view.element)
  document.title = `${view.title} · passkey-signer`
  for (const anchor of document.querySelectorAll<HTMLElement>('[data-view]'))
    if (anchor.dataset.view === key) anchor.setAttribute('aria-current', 'page')
    else anchor.removeAttribute('aria-current')
}

/** The view there is once none is under way: what is being fetched may be from before a change. */
async function settledView(): Promise<View | undefined> {
  for (let last: Promise<void> | undefined; last !== showing; ) {
    last = showing
    await last
  }
  return shown?.view
}

find('.search').addEventListener('submit', (event) => {
  event.preventDefault()
  const input = find('#search')
  const wanted = input instanceof HTMLInputElement ? input.value.trim() : ''
  if (wanted !== '') location.hash = `#/search/${encodeURIComponent(wanted)}`
})
addEventListener('hashchange', () => void show())

void show().then(() => {
  // From nowhere: then the first thing it is told is that it may have missed something.
  follow(shown?.view.cursor ?? '', {
    async onOpen() {
      await (await settledView())?.retry?.()
    },
    async onChange(change) {
      const view = await settledView()
      if ('lost' in change) await view?.catchUp?.()
      else await view?.onChange?.(change.activities)
    },
  })
})
