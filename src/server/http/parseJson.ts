export type JsonObject = Readonly<Record<string, unknown>>

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The text of UTF-8 bytes, or `undefined` where they are none. A byte order mark stays, and is no JSON. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/** A JSON object, or `undefined` where the text is none. */
export function parseJsonObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isJsonObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

/**
 * Whether an object in `text`, which parses as `value`, names a key twice. Parsers disagree on which of the two counts,
 * so what was checked here might not be what is done there.
 */
export function hasDuplicateKeys(text: string, value: JsonObject): boolean {
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
    else if (isJsonObject(value)) {
      const items = Object.values(value)
      count += items.length
      for (const item of items) open.push(item)
    }
  }
  return count
}
