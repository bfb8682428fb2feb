import { isRecord } from './parse.js'

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Decodes UTF-8. @returns undefined for anything else. */
export function readUtf8(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes)
  } catch {
    return undefined
  }
}

/** Parses a JSON object. @returns undefined for anything else. */
export function readJsonObject(json: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(json)
    return isRecord(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** Returns the named fields if all of them are strings, else undefined. Other fields are ignored. */
export function readStrings<const name extends string>(
  value: Record<string, unknown>,
  names: readonly name[],
): Record<name, string> | undefined
export function readStrings(value: Record<string, unknown>, names: readonly string[]): object | undefined {
  const strings: Record<string, string> = {}
  for (const name of names) {
    const field = Object.hasOwn(value, name) ? value[name] : undefined
    if (typeof field !== 'string') return undefined
    strings[name] = field
  }
  return strings
}
