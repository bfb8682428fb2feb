import { listObjects } from './listObjects.js'

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
  const keysInValue = listObjects(value).reduce((count, object) => count + Object.keys(object).length, 0)
  return keysInText !== keysInValue
}
