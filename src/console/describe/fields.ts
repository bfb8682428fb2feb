import type { Field } from '../types.js'
import { isRecord } from './json.js'

const maxDepth = 24

/** How many more fields may be made. A request can nest as deep and list as much as its body has room for. */
export type FieldBudget = {
  remaining: number
  /** How many more bytes of calls in other calls may be decoded. Each level copies and decodes all that is in it again. */
  decodableBytes: number
  /** Tells the reader where to find what is omitted. */
  hint: string
}

export const requestBudget = (): FieldBudget => ({
  remaining: 1500,
  decodableBytes: 250_000,
  hint: 'see the raw request',
})
export const resultBudget = (): FieldBudget => ({
  remaining: 500,
  decodableBytes: 0,
  hint: 'use get_activity to read them all',
})

export const unreadableField = (name: string): Field => ({
  name,
  note: 'This version of the signer cannot read it.',
})

/** Takes the place of fields beyond the budget. */
export const omittedField = (count: number, { hint }: FieldBudget): Field => ({
  name: '…',
  note: `${count.toLocaleString('en')} more: ${hint}`,
})

/** Turns items into fields until the budget or the depth is used up. */
export function mapToFields<item>(
  items: readonly item[],
  budget: FieldBudget,
  depth: number,
  toField: (item: item, index: number) => Field,
): Field[] {
  const fields: Field[] = []
  for (const [index, item] of items.entries()) {
    if (depth > maxDepth || budget.remaining <= 0) return [...fields, omittedField(items.length - index, budget)]
    budget.remaining -= 1
    fields.push(toField(item, index))
  }
  return fields
}

/** Turns a JSON value into a field. */
export function jsonToField(name: string, value: unknown, budget: FieldBudget, depth = 0): Field {
  if (Array.isArray(value)) {
    if (value.length === 0) return { name, note: 'empty' }
    const toField = (item: unknown, index: number): Field => jsonToField(`${index}`, item, budget, depth + 1)
    return { name, fields: mapToFields(value, budget, depth + 1, toField) }
  }
  if (isRecord(value)) return { name, fields: recordToFields(value, budget, depth + 1) }
  return { name, value: typeof value === 'string' ? value : JSON.stringify(value ?? null) }
}

/** Turns the members of a JSON object into fields, without those that have no value. */
export function recordToFields(record: Record<string, unknown>, budget: FieldBudget, depth = 0): Field[] {
  const members = Object.entries(record).filter(([, value]) => value !== undefined && value !== null)
  return mapToFields(members, budget, depth, ([name, value]) => jsonToField(name, value, budget, depth))
}
