import type { Field } from '../types.js'
import type { FieldBudget } from './fields.js'

/** What is asked for: a title for lists, and fields, which are made only when the activity is opened. */
export type Description = {
  title: string
  fields(budget: FieldBudget): Field[]
}

export type PayloadDescription = Description & { kind: PayloadKind }

/** In the plural, as titles of several payloads have them. */
export type PayloadKind =
  | 'messages'
  | 'texts'
  | 'typed data messages'
  | 'transactions'
  | 'authorizations'
  | 'digests'
  | 'payloads'
