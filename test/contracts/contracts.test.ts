import { isDeepStrictEqual } from 'node:util'
import { describe, expect, test } from 'vitest'
import { delegate, permitToken, readArtifact, tokenSwap, typedDataVerifier } from './index.js'

/** What `parseAbi` says about an ABI: the compiler's own names for types, and what is false anyway, left out. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value)
    .filter(
      ([key, entry]) => key !== 'internalType' && !((key === 'anonymous' || key === 'indexed') && entry === false),
    )
    .filter(([key, entry]) => !(key === 'name' && entry === ''))
  return Object.fromEntries(entries.map(([key, entry]) => [key, plain(entry)]))
}

describe.each([permitToken, delegate, tokenSwap, typedDataVerifier])('$name', ({ name, abi, bytecode }) => {
  const written = abi.map(plain)
  // Solidity gives the getters of public mappings no names for what they return, and keeps the names of the keys.
  const compiled = readArtifact(name).abi.map(plain)

  test('its written ABI is the compiled one', () => {
    expect(written.filter((item) => !compiled.some((other) => isDeepStrictEqual(item, other)))).toEqual([])
    expect(compiled.filter((item) => !written.some((other) => isDeepStrictEqual(item, other)))).toEqual([])
  })

  test('it has bytecode', () => {
    expect(bytecode.length).toBeGreaterThan(400)
  })
})
