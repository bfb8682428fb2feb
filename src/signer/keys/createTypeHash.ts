import * as Hash from 'ox/Hash'
import { badRequest } from '../protocol/WireError.js'

export type Field = { name: string; type: string }
export type Types = Readonly<Record<string, readonly Field[]>>

/**
 * Limit of the characters hashed for all types, each with the types it refers to. Without it, a body of 1 MiB could make the
 * signer hash gigabytes. Real typed data has some hundreds.
 */
const maxCharacters = 1024 * 1024

/**
 * Returns a function that hashes a struct's type, once for all structs of the type.
 * https://eips.ethereum.org/EIPS/eip-712#definition-of-encodetype
 */
export function createTypeHash(types: Types): (type: string) => Uint8Array {
  const hashes = new Map<string, Uint8Array>()
  const texts = new Map<string, string>()
  let hashed = 0

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
      hashed += textOf(name).length
      if (hashed > maxCharacters)
        throw badRequest(
          `invalid payload encoding: the types of the typed data have more than ${maxCharacters} characters`,
        )
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
