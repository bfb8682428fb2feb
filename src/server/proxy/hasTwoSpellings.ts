import { isObject } from '../../client/guards.js'
import { normalizeKey } from './normalizeKey.js'

/**
 * Whether any object in parsed JSON has two keys that a parser may take for the same field. The signer might act on the
 * one that was not checked here.
 */
export function hasTwoSpellings(root: unknown): boolean {
  const stack: unknown[] = [root]
  while (stack.length > 0) {
    const value = stack.pop()
    if (Array.isArray(value)) for (const item of value) stack.push(item)
    else if (isObject(value)) {
      const keys = Object.keys(value)
      if (new Set(keys.map(normalizeKey)).size < keys.length) return true
      for (const item of Object.values(value)) stack.push(item)
    }
  }
  return false
}
