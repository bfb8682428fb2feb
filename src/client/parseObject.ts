import { isObject } from './guards.js'

/** Deeper than any request or answer of the signer, and far from what overflows a stack. */
const maxDepth = 100

/** Parses a JSON object. Returns `undefined` for any other text, and for one that is nested deeply. */
export function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = !isDeep(text) && JSON.parse(text)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** Read before parsing, because engines take seconds for millions of open brackets, or overflow their stack. */
function isDeep(text: string): boolean {
  let depth = 0
  let isString = false
  for (let at = 0; at < text.length && depth <= maxDepth; at++) {
    const char = text[at]
    if (char === '\\') at++
    else if (char === '"') isString = !isString
    else if (!isString) {
      if (char === '[' || char === '{') depth++
      if (char === ']' || char === '}') depth--
    }
  }
  return depth > maxDepth
}
