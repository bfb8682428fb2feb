import { keccak256 } from './keccak256.js'
import type { Struct, Type } from './readTypes.js'

/**
 * Returns a function that hashes a struct's type, once for all structs of the type.
 * https://eips.ethereum.org/EIPS/eip-712#definition-of-encodetype
 *
 * @param count Called with the number of characters that are about to be hashed.
 */
export function createTypeHash(count: (characters: number) => void): (struct: Struct) => Uint8Array {
  const hashes = new Map<Struct, Uint8Array>()

  function encodeType(struct: Struct): string {
    const found = new Set([struct])
    // Iterating a set includes the structs that are added meanwhile.
    for (const { text, fields } of found) {
      count(text.length)
      for (const field of fields) {
        const referred = structOf(field.type)
        if (referred !== undefined) found.add(referred)
      }
    }
    found.delete(struct)
    const others = [...found].sort((one, other) => (one.name < other.name ? -1 : 1))
    return [struct, ...others].map(({ text }) => text).join('')
  }

  return (struct) => {
    const known = hashes.get(struct)
    if (known !== undefined) return known
    const hash = keccak256(Buffer.from(encodeType(struct), 'utf8'))
    hashes.set(struct, hash)
    return hash
  }
}

/** `Person` of `Person[2][]`. */
function structOf(type: Type): Struct | undefined {
  let base = type
  while (base.kind === 'array') base = base.item
  return base.kind === 'struct' ? base.struct : undefined
}
