/** Whether `value` is an object other than an array. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Whether `value` is an object with a string in each of `fields`. */
export function hasStrings<field extends string>(
  value: unknown,
  fields: readonly field[],
): value is Record<field, string> & Record<string, unknown> {
  return isObject(value) && fields.every((field) => typeof value[field] === 'string')
}

/** Whether `value` is a string or absent. */
export function isOptionalString(value: unknown): value is string | undefined {
  return value === undefined || typeof value === 'string'
}

/** Whether `value` is an array of strings. */
export function isStrings(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
}
