/** The string at `key`, or an empty one. */
export function textOf(parameters: Record<string, unknown>, key: string): string {
  const value = parameters[key]
  return typeof value === 'string' ? value : ''
}

/** The array at `key`, or an empty one. */
export function listOf(parameters: Record<string, unknown>, key: string): unknown[] {
  const value = parameters[key]
  return Array.isArray(value) ? value : []
}
