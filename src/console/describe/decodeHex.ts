/** Decodes hex in either case, with or without 0x. Undefined for anything else. */
export function decodeHex(value: string): Uint8Array | undefined {
  const hex = value.replace(/^0[xX]/, '')
  return /^([0-9a-fA-F]{2})*$/.test(hex) ? Buffer.from(hex, 'hex') : undefined
}
