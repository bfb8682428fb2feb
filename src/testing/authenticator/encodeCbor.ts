import { concat } from './concat.js'

export type CborValue = number | string | Uint8Array | CborMap
export type CborMap = ReadonlyMap<number | string, CborValue>

/**
 * Encodes as CTAP2 canonical CBOR: shortest form, definite lengths, sorted map keys. Integers have at most 32 bits; an
 * authenticator needs no larger ones.
 * https://fidoalliance.org/specs/fido-v2.1-ps-20210615/fido-client-to-authenticator-protocol-v2.1-ps-errata-20220621.html#ctap2-canonical-cbor-encoding-form
 */
export function encodeCbor(value: CborValue): Uint8Array<ArrayBuffer> {
  if (typeof value === 'number') return value < 0 ? encodeHead(1, -1 - value) : encodeHead(0, value)
  if (typeof value === 'string') {
    const utf8 = new TextEncoder().encode(value)
    return concat(encodeHead(3, utf8.length), utf8)
  }
  // Not by `instanceof`, which does not see the bytes of another realm (jsdom).
  if (ArrayBuffer.isView(value)) return concat(encodeHead(2, value.length), value)
  const entries = [...value].map(([key, item]) => ({ key: encodeCbor(key), item: encodeCbor(item) }))
  entries.sort((a, b) => compareKeys(a.key, b.key))
  return concat(encodeHead(5, entries.length), ...entries.flatMap(({ key, item }) => [key, item]))
}

function encodeHead(majorType: number, argument: number): Uint8Array<ArrayBuffer> {
  if (!Number.isInteger(argument) || argument > 0xffff_ffff)
    throw new RangeError(`${argument} is not a 32-bit integer.`)
  const type = majorType << 5
  if (argument < 24) return Uint8Array.of(type | argument)
  if (argument <= 0xff) return Uint8Array.of(type | 24, argument)
  if (argument <= 0xffff) return Uint8Array.of(type | 25, argument >>> 8, argument)
  return Uint8Array.of(type | 26, argument >>> 24, argument >>> 16, argument >>> 8, argument)
}

function compareKeys(a: Uint8Array, b: Uint8Array): number {
  const majorType = ((a[0] ?? 0) >> 5) - ((b[0] ?? 0) >> 5)
  if (majorType !== 0) return majorType
  if (a.length !== b.length) return a.length - b.length
  const index = a.findIndex((byte, at) => byte !== b[at])
  return (a[index] ?? 0) - (b[index] ?? 0)
}
