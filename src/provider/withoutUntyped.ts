import type { TypedDataDefinition } from 'viem'
import { isObject } from '../client/guards.js'

/** Copies typed data without the values that its types do not have. Nobody signs those, so no dialog should show them. */
export function withoutUntyped(typedData: TypedDataDefinition): TypedDataDefinition {
  const types: unknown = typedData.types
  const copy = (type: unknown, value: unknown): unknown => {
    if (typeof type !== 'string') return value
    if (Array.isArray(value)) return value.map((item) => copy(type.replace(/\[\d*\]$/, ''), item))
    const fields: unknown = isObject(types) && Object.hasOwn(types, type) ? types[type] : undefined
    if (!Array.isArray(fields) || !isObject(value)) return value
    const typed = fields.flatMap((field) =>
      isObject(field) && typeof field.name === 'string' && field.name in value
        ? [[field.name, copy(field.type, value[field.name])]]
        : [],
    )
    return Object.fromEntries(typed)
  }
  return { ...typedData, message: copy(typedData.primaryType, typedData.message) } as TypedDataDefinition
}
