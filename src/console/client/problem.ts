import { NotFoundError } from './api.js'
import { action, h, link } from './dom.js'

/** What went wrong, and what to do about it. */
export function problem(error: unknown, again: () => Promise<void>): HTMLElement {
  if (error instanceof NotFoundError)
    return h(
      'div',
      { class: 'empty' },
      h('h1', {}, 'Not here'),
      h('p', {}, error.message),
      h('p', {}, link('activities', {}, 'All activities')),
    )
  return h(
    'div',
    { class: 'empty', role: 'alert' },
    h('h1', {}, 'The signer does not answer'),
    h(
      'p',
      {},
      `${error instanceof Error ? error.message : 'It may have been stopped.'} Start it again: this page goes on by itself.`,
    ),
    action('Try again', again),
  )
}
