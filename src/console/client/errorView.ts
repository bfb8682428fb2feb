import { actionButton, h, link } from './dom.js'
import { NotFoundError } from './getJson.js'

/** Explains an error, and what to do about it. */
export function errorView(error: unknown, retry: () => Promise<void>): HTMLElement {
  if (error instanceof NotFoundError)
    return h(
      'div',
      { class: 'empty' },
      h('h1', {}, 'Not found'),
      h('p', {}, error.message),
      h('p', {}, link('activities', {}, 'All activities')),
    )
  const message = error instanceof Error ? error.message : 'It may have stopped.'
  return h(
    'div',
    { class: 'empty', role: 'alert' },
    h('h1', {}, 'The signer is not responding'),
    h('p', {}, `${message} Start the signer again, and this page reconnects by itself.`),
    actionButton('Try again', retry),
  )
}
