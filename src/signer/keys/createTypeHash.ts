import * as Hash from 'ox/Hash'

export type Field = { name: string; type: string }
export type Types = Readonly<Record<string, readonly Field[]>>

/**
 * Returns a function that hashes a struct's type, once for all structs of the type.
 * https://eips.ethereum.org/EIPS/eip-712#definition-of-encodetype
 *
 * @param count Called with the number of characters that are about to be hashed.
 */
export function createTypeHash(types: Types, count: (characters: number) => void): (type: string) => Uint8Array {
  const hashes = new Map<string, Uint8Array>()
  const texts = new Map<string, string>()

  function textOf(type: string): string {
    const known = texts.get(type)
    if (known !== undefined) return known
    const text = `${type}(${(types[type] ?? []).map((field) => `${field.type} ${field.name}`).join(',')})`
    texts.set(type, text)
    return text
  }

  function encodeType(type: string): string {
    const names = new Set([type])
    // Iterating a set includes the names that are added meanwhile.
    for (const name of names) {
      count(textOf(name).length)
      for (const field of types[name] ?? []) {
        const base = baseType(field.type)
        if (types[base] !== undefined) names.add(base)
      }
    }
    names.delete(type)
    return [type, ...[...names].sort()].map(textOf).join('')
  }

  return (type) => {
    const known = hashes.get(type)
    if (known !== undefined) return known
    const hash = Hash.keccak256(Buffer.from(encodeType(type), 'utf8'), { as: 'Bytes' })
    hashes.set(type, hash)
    return hash
  }
}

/** `Person` of `Person[2][]`. */
export function baseType(type: string): string {
  const end = type.indexOf('[')
  return end === -1 ? type : type.slice(0, end)
}
