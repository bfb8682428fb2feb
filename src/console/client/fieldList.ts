import type { Field } from '../types.js'
import { copyable, h } from './dom.js'

/** Addresses, hashes, signatures and IDs get a copy button. */
const isCode = (value: string): boolean => /^0x[0-9a-f]{16,}$|^(?=.*[a-f-])[0-9a-f-]{32,}$/i.test(value)

/** Lists fields, each with its nested fields below it. */
export function fieldList(fields: readonly Field[]): HTMLElement {
  return h('dl', { class: 'fields' }, fields.map(fieldRow))
}

function fieldRow({ name, value, note: noteText, fields = [] }: Field): HTMLElement {
  const note = noteText !== undefined && h('span', { class: 'note' }, noteText)
  const isGroup = fields.length > 0
  return h(
    'div',
    { class: isGroup ? 'group' : undefined },
    h('dt', {}, name, isGroup && [' ', note]),
    h(
      'dd',
      {},
      value !== undefined &&
        (isCode(value) ? copyable(value, name) : h('span', { class: 'value', dir: 'auto' }, value)),
      isGroup ? fieldList(fields) : note,
    ),
  )
}
