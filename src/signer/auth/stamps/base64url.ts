/** Decodes strictly: no padding, no other alphabet, no stray bits at the end. https://www.rfc-editor.org/rfc/rfc4648#section-5 */
export function decodeBase64Url(value: string): Buffer | undefined {
  const bytes = Buffer.from(value, 'base64url')
  return bytes.toString('base64url') === value ? bytes : undefined
}
