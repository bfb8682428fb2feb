import { createDomException } from './createDomException.js'

/** Encodes bytes as base64url without padding. */
export function toBase64Url(bytes: Uint8Array): string {
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}

/**
 * Decodes base64url as strictly as `parseCreationOptionsFromJSON` does: padding, characters of plain base64 and unused
 * bits that are not zero are refused. https://www.w3.org/TR/webauthn-3/#sctn-parseCreationOptionsFromJSON
 *
 * @throws A `DOMException` with the name `EncodingError`.
 */
export function fromBase64Url(text: unknown, name: string): Uint8Array<ArrayBuffer> {
  if (typeof text === 'string' && /^[\w-]*$/.test(text) && text.length % 4 !== 1) {
    const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
    const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0))
    if (toBase64Url(bytes) === text) return bytes
  }
  throw createDomException('EncodingError', `${name} is not base64url without padding.`)
}
