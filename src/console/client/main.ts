import { activitiesView } from './activitiesView.js'
import { getElement } from './dom.js'
import { errorView } from './errorView.js'
import { followChanges } from './followChanges.js'
import { NotFoundError } from './getJson.js'
import { organizationsView } from './organizationsView.js'
import { organizationView } from './organizationView.js'
import { policyView } from './policyView.js'
import { searchView } from './searchView.js'
import type { View } from './view.js'

const main = getElement('#main')
const viewNames = ['activities', 'organizations', 'policies', 'search']
let current: { name: string; view: View } | undefined
/** Counts navigations, so that a response to an earlier one is dropped. */
let navigations = 0
/** Settles when the last view asked for is shown, or an error in its place. */
let showing: Promise<void> = Promise.resolve()

/** `#/activities/<id>` and the like. */
let route = ''

function parseRoute(): { name: string; argument: string } {
  const [, name = '', encoded = ''] = /^#\/([a-z]+)(?:\/(.*))?$/.exec(route) ?? []
  const argument = decode(encoded)
  if (!viewNames.includes(name) || argument === undefined) throw new NotFoundError('There is no page at this address.')
  return { name, argument }
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

function createView(name: string, argument: string, reload: boolean): View | Promise<View> {
  if (name === 'search') return searchView(argument)
  if (name === 'policies') return policyView(argument)
  if (name === 'organizations') return argument === '' ? organizationsView() : organizationView(argument)
  return current?.name === name && !reload ? current.view : activitiesView()
}

function show(reload = false): Promise<void> {
  const { hash } = location
  // The skip link goes to `#main`, which is a place in the page and not a view.
  const isAnchor = hash !== '' && !hash.startsWith('#/')
  if (isAnchor && current !== undefined && !reload) return showing
  if (!isAnchor || route === '') route = isAnchor || hash.length < 3 ? '#/activities' : hash
  showing = showRoute(reload)
  return showing
}

async function showRoute(reload: boolean): Promise<void> {
  navigations += 1
  const navigation = navigations
  const isNavigation = current !== undefined && !reload
  try {
    const { name, argument } = parseRoute()
    const view = await createView(name, argument, reload)
    if (navigation !== navigations) return
    const isNew = view !== current?.view
    if (isNew) display(name, view)
    void selectItem(view, argument).then(() => {
      if (navigation === navigations && isNavigation) moveFocus(isNew)
    })
  } catch (error) {
    if (navigation === navigations) display('', createErrorView(error))
  }
}

async function selectItem(view: View, id: string): Promise<void> {
  await view.select?.(id === '' ? undefined : id)
}

/** After a navigation, keyboards and screen readers continue at the new heading. */
function moveFocus(isNew: boolean): void {
  const heading =
    main.querySelector<HTMLElement>('.detail h2') ?? (isNew ? main.querySelector<HTMLElement>('h1') : null)
  heading?.focus()
}

function createErrorView(error: unknown): View {
  const retry = (): Promise<void> => show(true)
  const element = errorView(error, retry)
  if (error instanceof NotFoundError) return { element, title: 'Not found' }
  return { element, title: 'Not responding', retry, reload: retry, onChange: retry }
}

function display(name: string, view: View): void {
  current = { name, view }
  main.replaceChildren(view.element)
  document.title = `${view.title} · passkey-signer`
  for (const anchor of document.querySelectorAll<HTMLElement>('[data-view]'))
    if (anchor.dataset.view === name) anchor.setAttribute('aria-current', 'page')
    else anchor.removeAttribute('aria-current')
}

/** Resolves to the view once no other one is loading. A change must not be lost on a view that was loaded before it. */
async function settledView(): Promise<View | undefined> {
  for (let last: Promise<void> | undefined; last !== showing; ) {
    last = showing
    await last
  }
  return current?.view
}

getElement('.search').addEventListener('submit', (event) => {
  event.preventDefault()
  const input = getElement('#search')
  const query = input instanceof HTMLInputElement ? input.value.trim() : ''
  if (query !== '') location.hash = `#/search/${encodeURIComponent(query)}`
})
addEventListener('hashchange', () => void show())

void show().then(() => {
  // Without a cursor, the first event tells the view to load its data again.
  followChanges(current?.view.cursor ?? '', {
    async onOpen() {
      await (await settledView())?.retry?.()
    },
    async onChange(event) {
      const view = await settledView()
      if ('reload' in event) await view?.reload?.()
      else await view?.onChange?.(event.activities)
    },
  })
})
