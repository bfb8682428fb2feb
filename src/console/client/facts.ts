import type { Fact } from '../types.js'
import { copyable, h } from './dom.js'

/** Addresses, digests, signatures and ids: to be copied rather than read. */
const isCode = (value: string): boolean => /^0x[0-9a-f]{16,}$|^(?=.*[a-f-])[0-9a-f-]{32,}$/i.test(value)

/** Facts as a list of names and values, each with what it is made of below it. */
export function facts(list: readonly Fact[]): HTMLElement {
  return h('dl', { class: 'facts' }, list.map(row))
}

function row({ name, value, note, parts = [] }: Fact): HTMLElement {
  const said = note !== undefined && h('span', { class: 'note' }, note)
  const isGroup = parts.length > 0
  return h(
    'div',
    { class: isGroup ? 'group' : undefined },
    h('dt', {}, name, isGroup && [' ', said]),
    h(
      'dd',
      {},
      value !== undefined &&
        (isCode(value) ? copyable(value, name) : h('span', { class: 'value', dir: 'auto' }, value)),
      isGroup ? facts(parts) : said,
    ),
  )
}
