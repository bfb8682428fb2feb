import { domException } from './domException.js'

/** Base64url without padding. */
export function toBase64Url(bytes: Uint8Array): string {
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}

/**
 * Strict, as `parseCreationOptionsFromJSON` is: padding, the plain base64 alphabet or stray bits are an `EncodingError`.
 * https://www.w3.org/TR/webauthn-3/#sctn-parseCreationOptionsFromJSON
 */
export function fromBase64Url(text: unknown, name: string): Uint8Array<ArrayBuffer> {
  if (typeof text === 'string' && /^[\w-]*$/.test(text) && text.length % 4 !== 1) {
    const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
    const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0))
    if (toBase64Url(bytes) === text) return bytes
  }
  throw domException('EncodingError', `${name} is not base64url without padding.`)
}
