import { isRecord } from './parse.js'

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Text of bytes that must be UTF-8. */
export function readUtf8(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes)
  } catch {
    return undefined
  }
}

export function readJsonObject(json: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(json)
    return isRecord(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** The named fields, if every one of them is a string. Others are left alone. */
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
