import { isObject } from './guards.js'

/** Lists all objects in parsed JSON, however deep they are. Takes no recursion, which deep nesting would exhaust. */
export function listObjects(root: unknown): Record<string, unknown>[] {
  const found: Record<string, unknown>[] = []
  const stack: unknown[] = [root]
  while (stack.length > 0) {
    const value = stack.pop()
    if (isObject(value)) found.push(value)
    if (typeof value === 'object' && value !== null) for (const item of Object.values(value)) stack.push(item)
  }
  return found
}
