/** An element of the page, known by its id. */
export function byId<element extends HTMLElement>(id: string, type: new () => element): element {
  const found = document.getElementById(id)
  if (!(found instanceof type)) throw new Error(`The page has no #${id}.`)
  return found
}

/** A new element. Strings become text and never markup. */
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

export function makeButton(text: string, className: string, onClick: () => void): HTMLButtonElement {
  const button = make('button', { className }, text)
  button.type = 'button'
  button.addEventListener('click', onClick)
  return button
}

/** A field of a form, without spaces around it. */
export function readField(form: HTMLFormElement, name: string): string {
  const value = new FormData(form).get(name)
  return typeof value === 'string' ? value.trim() : ''
}

/** Reports a form that the browser found valid, in place of sending it. */
export function onSubmit(form: HTMLFormElement, act: () => void): void {
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    act()
  })
}
