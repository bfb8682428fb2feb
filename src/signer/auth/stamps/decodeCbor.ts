import { decodePartialCBOR } from '@levischuck/tiny-cbor'

/**
 * One CBOR item, and where it ends. Definite lengths only, no duplicate keys.
 *
 * The bytes are copied first: the library does not take a Buffer, and looks past the end of bytes that are cut short into
 * whatever memory they are a part of.
 *
 * @throws when the item is malformed or cut short.
 */
export function decodeCbor(bytes: Uint8Array, offset = 0): { value: unknown; end: number } {
  const [value, length] = decodePartialCBOR(new Uint8Array(bytes), offset)
  const end = offset + length
  if (end > bytes.length) throw new RangeError('the CBOR item is cut short')
  return { value, end }
}

/** @throws also when anything follows the item. */
export function decodeWholeCbor(bytes: Uint8Array): unknown {
  const { value, end } = decodeCbor(bytes)
  if (end !== bytes.length) throw new RangeError('there are bytes left over after the CBOR item')
  return value
}
