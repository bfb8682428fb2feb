import { isObject } from './guards.js'

/**
 * Whether any object in `text`, the JSON of `value`, has the same key twice. Parsers disagree about which of the two
 * counts, so the signer might act on a value that was not checked here.
 */
export function hasDuplicateKeys(text: string, value: Record<string, unknown>): boolean {
  // In valid JSON, a string is a key if a colon follows it.
  let keysInText = 0
  for (let at = text.indexOf('"'); at !== -1; at = text.indexOf('"', at)) {
    at += 1
    while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1
    at += 1
    while (/\s/.test(text.charAt(at))) at += 1
    if (text[at] === ':') keysInText += 1
  }
  return keysInText !== countKeys(value)
}

function countKeys(root: unknown): number {
  let count = 0
  const stack: unknown[] = [root]
  while (stack.length > 0) {
    const value = stack.pop()
    if (Array.isArray(value)) for (const item of value) stack.push(item)
    else if (isObject(value)) {
      const items = Object.values(value)
      count += items.length
      for (const item of items) stack.push(item)
    }
  }
  return count
}
