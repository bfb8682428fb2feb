/** An element of the page, by its id. */
export function byId<element extends HTMLElement>(id: string, type: new () => element): element {
  const found = document.getElementById(id)
  if (!(found instanceof type)) throw new Error(`The page has no #${id}.`)
  return found
}

/** A new element. Strings become text, never markup. */
export function make<name extends keyof HTMLElementTagNameMap>(
  name: name,
  properties: Partial<Pick<HTMLElementTagNameMap[name], 'className' | 'id'>> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[name] {
  const element = document.createElement(name)
  Object.assign(element, properties)
  element.append(...children)
  return element
}

/** @param context Follows the text for screen readers, where several buttons have the same text. */
export function makeButton(text: string, className: string, onClick: () => void, context = ''): HTMLButtonElement {
  const button = make('button', { className }, text)
  if (context) button.append(make('span', { className: 'hidden' }, ` ${context}`))
  button.type = 'button'
  button.addEventListener('click', onClick)
  return button
}

/** Copies a text, and says so on the button. */
export function makeCopyButton(text: string, className: string, context: string): HTMLButtonElement {
  const label = document.createTextNode('Copy')
  const button = makeButton('', className, copy, context)
  button.prepend(label)
  return button

  function copy(): void {
    navigator.clipboard.writeText(text).then(
      () => {
        label.data = 'Copied'
      },
      () => {
        label.data = 'Not allowed'
      },
    )
  }
}

/** A field of a form, trimmed. */
export function readField(form: HTMLFormElement, name: string): string {
  const value = new FormData(form).get(name)
  return typeof value === 'string' ? value.trim() : ''
}

/** Calls `run` with a form that the browser found valid, in place of sending it. */
export function onSubmit(form: HTMLFormElement, run: () => void): void {
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    run()
  })
}
