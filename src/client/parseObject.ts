import { isObject } from './guards.js'

/** Parses a JSON object. Returns `undefined` for any other text, and for one with too many levels or values. */
export function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = isBounded(text) && JSON.parse(text)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** Read before parsing, because engines take seconds for millions of brackets, or overflow their stack. */
function isBounded(text: string): boolean {
  // Deeper than any request or answer of the signer, and far from what overflows a stack.
  const maxDepth = 100
  // More than a large list has. Small values, such as `{}`, cost far more time than their bytes.
  const maxValues = 1_000_000
  let depth = 0
  let values = 0
  let isString = false
  for (let at = 0; at < text.length; at++) {
    const char = text[at]
    if (char === '\\') at++
    else if (char === '"') isString = !isString
    else if (!isString) {
      if (char === '[' || char === '{') depth++
      else if (char === ']' || char === '}') depth--
      else if (char !== ',') continue
      if (depth > maxDepth || values++ > maxValues) return false
    }
  }
  return true
}
