import { isObject } from '../../client/guards.js'

/**
 * Whether an object in `text`, which parses as `value`, names a key twice. Parsers disagree on which of the two counts,
 * so what was checked here might not be what is done there.
 */
export function hasDuplicateKeys(text: string, value: Record<string, unknown>): boolean {
  // In valid JSON every string that a colon follows is a key.
  let written = 0
  for (let at = text.indexOf('"'); at !== -1; at = text.indexOf('"', at)) {
    at += 1
    while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1
    at += 1
    while (/\s/.test(text.charAt(at))) at += 1
    if (text[at] === ':') written += 1
  }
  return written !== countKeys(value)
}

function countKeys(root: unknown): number {
  let count = 0
  const open: unknown[] = [root]
  while (open.length > 0) {
    const value = open.pop()
    if (Array.isArray(value)) for (const item of value) open.push(item)
    else if (isObject(value)) {
      const items = Object.values(value)
      count += items.length
      for (const item of items) open.push(item)
    }
  }
  return count
}
