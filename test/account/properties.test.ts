import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { openAccountPair } from './openAccountPair.js'
import { properties } from './properties.js'

const pair = await openAccountPair('0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d')
afterAll(pair.close)

test.each(Object.entries(properties))('random %s', async (_, property) => {
  await fc.assert(property(pair), { numRuns: 40 })
})

test('a failure names the seed that repeats it', async () => {
  const failing = fc.asyncProperty(fc.nat(), async (n) => n < 10)
  await expect(fc.assert(failing)).rejects.toThrow(/seed: -?\d+, path: "[\d:]+"/)
})
