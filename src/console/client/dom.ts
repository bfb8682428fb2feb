export type Child = Node | string | undefined | false | readonly Child[]

/** Creates an element. Strings become text nodes, never markup: there is no other way into the page. */
export function h<tag extends keyof HTMLElementTagNameMap>(
  tag: tag,
  attributes: Record<string, string | undefined> = {},
  ...children: Child[]
): HTMLElementTagNameMap[tag] {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) if (value !== undefined) element.setAttribute(name, value)
  append(element, children)
  return element
}

function append(element: Element, children: readonly Child[]): void {
  for (const child of children) {
    if (child === undefined || child === false) continue
    if (typeof child === 'string') element.append(document.createTextNode(escapeInvisible(child)))
    else if (child instanceof Node) element.append(child)
    else append(element, child)
  }
}

/** Spells out invisible characters and those that reverse the text after them, so that no name can pass for another. */
function escapeInvisible(text: string): string {
  return text.replace(
    /(?![\t\n\r\u200c\u200d])[\p{Cc}\p{Cf}\u2028\u2029]/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
  )
}

/** Finds an element of index.html. */
export function getElement(selector: string): HTMLElement {
  const element = document.querySelector(selector)
  if (!(element instanceof HTMLElement)) throw new TypeError(`The page has no element ${selector}.`)
  return element
}

/** Announces a message to screen readers. */
export function announce(message: string): void {
  getElement('#announcement').textContent = escapeInvisible(message)
}

/** Creates a link to a view: `activities/<id>`. */
export function link(path: string, attributes: Record<string, string | undefined>, ...children: Child[]): HTMLElement {
  return h('a', { ...attributes, href: `#/${path}` }, ...children)
}

/** Creates text with a button that copies it. */
export function copyable(text: string, label: string): HTMLElement {
  return h('span', { class: 'copyable' }, h('code', {}, text), copyButton(text, label))
}

/** Creates a button that copies a text unchanged, with a name for screen readers: `Copy the address`. */
export function copyButton(text: string, label: string): HTMLElement {
  const button = h('button', { type: 'button', class: 'copy', 'aria-label': `Copy ${label}` }, 'Copy')
  button.addEventListener('click', () => {
    navigator.clipboard.writeText(text).then(
      () => {
        button.textContent = 'Copied'
        announce(`Copied ${label}`)
        setTimeout(() => {
          button.textContent = 'Copy'
        }, 1500)
      },
      () => {
        button.textContent = 'Copy failed'
        announce(`Could not copy ${label}`)
      },
    )
  })
  return button
}

/** Creates a button that is disabled while its action runs, and offers to try again if it fails. */
export function actionButton(label: string, run: () => Promise<void>): HTMLButtonElement {
  const button = h('button', { type: 'button', class: 'more' }, label)
  button.addEventListener('click', async () => {
    button.disabled = true
    button.textContent = label
    try {
      await run()
    } catch {
      button.textContent = `${label}: no response, try again`
      announce('The signer is not responding.')
    }
    button.disabled = false
  })
  return button
}
