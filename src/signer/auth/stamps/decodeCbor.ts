import { decodePartialCBOR } from '@levischuck/tiny-cbor'

/**
 * Decodes one CBOR item, and tells where it ends. Takes definite lengths only, and no duplicate keys.
 *
 * The bytes are copied first: the library does not take a Buffer, and reads past the end of a truncated view into the memory
 * behind it.
 *
 * @throws if the item is malformed or truncated.
 */
export function decodeCbor(bytes: Uint8Array, offset = 0): { value: unknown; end: number } {
  const [value, length] = decodePartialCBOR(new Uint8Array(bytes), offset)
  const end = offset + length
  if (end > bytes.length) throw new RangeError('the CBOR item is cut short')
  return { value, end }
}

/** The same, but the item must end where the bytes end. */
export function decodeWholeCbor(bytes: Uint8Array): unknown {
  const { value, end } = decodeCbor(bytes)
  if (end !== bytes.length) throw new RangeError('there are bytes left over after the CBOR item')
  return value
}
