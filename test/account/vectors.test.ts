import { expect, test } from 'vitest'
import { checkVectors, vectors } from './vectors.js'

test.each(Object.entries(vectors))('%s', async (_, { load, count }) => {
  const all = load()
  expect(all.length).toBe(count)
  // One in eight; `npm run test:long` takes them all.
  await checkVectors(all.filter((_, index) => index % 8 === 0))
})
