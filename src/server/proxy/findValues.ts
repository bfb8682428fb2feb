import { normalizeKey } from './normalizeKey.js'

/** Finds all values of a key in parsed JSON, however deep they are and however the key is spelled. `null` is no value. */
export function findValues(root: unknown, key: string): unknown[] {
  const wanted = normalizeKey(key)
  const found: unknown[] = []
  const stack: unknown[] = [root]
  while (stack.length > 0) {
    const value = stack.pop()
    if (typeof value !== 'object' || value === null) continue
    for (const [name, item] of Object.entries(value)) {
      if (item !== null && normalizeKey(name) === wanted) found.push(item)
      stack.push(item)
    }
  }
  return found
}
