/**
 * Decodes UTF-8; `undefined` if the bytes are not valid. A byte order mark is kept, so that JSON parsing fails on it.
 */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}
