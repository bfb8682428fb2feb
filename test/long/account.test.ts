import fc from 'fast-check'
import { afterAll, test } from 'vitest'
import { openAccountPair } from '../account/openAccountPair.js'
import { properties } from '../account/properties.js'
import { checkVectors, vectors } from '../account/vectors.js'

const pair = await openAccountPair('0x8b3a350cf5c34c9194ca85829a2df0ec3153be0318b5e2d3348e872092edffba')
afterAll(pair.close)

test.each(Object.entries(properties))('thousands of random %s', async (_, property) => {
  await fc.assert(property(pair), { numRuns: 5_000 })
})

test.each(Object.entries(vectors))('every vector of ethers: %s', async (_, { load }) => {
  await checkVectors(load())
})
