import type { Field } from '../types.js'
import { type FieldBudget, omittedField } from './fields.js'

/** In hex, the longest init code of a contract (https://eips.ethereum.org/EIPS/eip-3860) with its arguments. */
const maxValueLength = 100_000
/** Names and notes come from requests, too. */
const maxNameLength = 200
const maxTotalLength = 500_000

/** Shortens long texts, and drops fields once all texts together are too long. Outer fields are kept before inner ones. */
export function truncateFields(
  fields: readonly Field[],
  budget: FieldBudget,
  left: { characters: number } = { characters: maxTotalLength },
): Field[] {
  const kept: Field[] = []
  for (const field of fields) {
    if (left.characters <= 0) break
    const short = truncateField(field, budget)
    left.characters -= short.name.length + (short.value?.length ?? 0) + (short.note?.length ?? 0)
    kept.push(short)
  }
  const nested = kept.map((field) =>
    field.fields === undefined ? field : { ...field, fields: truncateFields(field.fields, budget, left) },
  )
  return kept.length === fields.length ? nested : [...nested, omittedField(fields.length - kept.length, budget)]
}

function truncateField(field: Field, { hint }: FieldBudget): Field {
  const { value } = field
  const notes = field.note === undefined ? [] : [truncate(field.note, maxNameLength)]
  const excess = (value?.length ?? 0) - maxValueLength
  if (excess > 0) notes.push(`${excess.toLocaleString('en')} more characters: ${hint}`)
  return {
    ...field,
    name: truncate(field.name, maxNameLength),
    ...(value === undefined ? {} : { value: truncate(value, maxValueLength) }),
    ...(notes.length === 0 ? {} : { note: notes.join(', ') }),
  }
}

/** Does not cut a surrogate pair in two. */
function truncate(text: string, maxLength: number): string {
  return text.length > maxLength ? `${text.slice(0, maxLength).replace(/[\ud800-\udbff]$/, '')}…` : text
}
