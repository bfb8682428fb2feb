export type Child = Node | string | undefined | false | readonly Child[]

/** An element. Strings become text, and text alone: there is no other way into the page. */
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
    if (typeof child === 'string') element.append(document.createTextNode(visible(child)))
    else if (child instanceof Node) element.append(child)
    else append(element, child)
  }
}

/** Characters that hide, or turn what follows around, are spelled out: a name must not look like another one. */
export function visible(text: string): string {
  return text.replace(
    /(?![\t\n\r\u200c\u200d])[\p{Cc}\p{Cf}\u2028\u2029]/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
  )
}

/** An element of the page's own HTML. */
export function find(selector: string): HTMLElement {
  const element = document.querySelector(selector)
  if (!(element instanceof HTMLElement)) throw new TypeError(`the page has no ${selector}`)
  return element
}

/** Says it to those who do not see it. */
export function announce(text: string): void {
  find('#announcement').textContent = visible(text)
}

export function link(path: string, attributes: Record<string, string | undefined>, ...children: Child[]): HTMLElement {
  return h('a', { ...attributes, href: `#/${path}` }, ...children)
}

/** A text that somebody may want elsewhere, with a button that copies it as it is. */
export function copyable(text: string, what: string): HTMLElement {
  const button = h('button', { type: 'button', class: 'copy', 'aria-label': `Copy ${what}` }, 'Copy')
  button.addEventListener('click', () => {
    navigator.clipboard.writeText(text).then(
      () => {
        button.textContent = 'Copied'
        announce(`Copied ${what}`)
        setTimeout(() => {
          button.textContent = 'Copy'
        }, 1500)
      },
      () => {
        button.textContent = 'Not allowed'
      },
    )
  })
  return h('span', { class: 'copyable' }, h('code', {}, text), button)
}

/** A button that works once at a time, and says so. */
export function action(label: string, run: () => Promise<void>): HTMLButtonElement {
  const button = h('button', { type: 'button', class: 'more' }, label)
  button.addEventListener('click', async () => {
    button.disabled = true
    button.textContent = label
    try {
      await run()
    } catch {
      button.textContent = `${label}: no answer, try again`
      announce('The signer does not answer')
    }
    button.disabled = false
  })
  return button
}
