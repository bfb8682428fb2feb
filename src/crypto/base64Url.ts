/** Decodes base64url to a binary string, which has a byte in each character. @throws DOMException */
export function toBinary(base64Url: string): string {
  return atob(base64Url.replaceAll('-', '+').replaceAll('_', '/'))
}

/** Encodes a binary string, or at most a few kilobytes, as base64url without padding. Missing bytes become an empty string. */
export function toBase64Url(data: ArrayBuffer | Uint8Array | string = ''): string {
  const binary = typeof data === 'string' ? data : String.fromCharCode(...new Uint8Array(data))
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

/** Decodes base64url. @throws DOMException */
export function toBytes(base64Url: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(toBinary(base64Url), (character) => character.charCodeAt(0))
}
