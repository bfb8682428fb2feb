import fc from 'fast-check'
import { createLocalSigner, listen } from 'viem-passkey-account/signer'
import { expect, test } from 'vitest'
import { createFuzz } from './fuzz/fuzz.js'
import { readWholePage } from './readWholePage.js'

/** Give `FUZZ_SEED` what a failed run printed, and it is done again. */
const seed = Number(process.env.FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31))

test(`requests changed in their structure, seed ${seed}`, async () => {
  const faults: unknown[] = []
  const signer = await createLocalSigner({ onError: (error) => faults.push(error) })
  const { structured, totals } = createFuzz(signer, { url: 'http://signer.test', fetchFn: signer.fetch })
  await fc.assert(structured, { seed, numRuns: 2500 })
  // The signer's own page shows all of it.
  expect(await readWholePage(signer)).toBeGreaterThan(500)
  await signer.close()
  expect(faults).toEqual([])
  // Or it would only have tested that stamps are checked.
  expect([...totals.answered].sort()).toEqual([...totals.refused].sort())
})

test(`plans of faults, seed ${seed}`, async () => {
  const own: unknown[] = []
  const signer = await createLocalSigner({ faults: true, onError: (error) => own.push(error) })
  const { plans, totals } = createFuzz(signer, { url: 'http://signer.test', fetchFn: signer.fetch })
  await fc.assert(plans, { seed, numRuns: 300 })
  await signer.close()
  expect(own).toEqual([])
  for (const status of [200, 400]) expect(totals.statuses[status], `${status}`).toBeGreaterThan(0)
})

test(`raw bytes, seed ${seed}`, async () => {
  const faults: unknown[] = []
  const signer = await createLocalSigner({ onError: (error) => faults.push(error) })
  const server = await listen(signer)
  const { raw, totals } = createFuzz(signer, { url: server.url, fetchFn: (request) => fetch(request) })
  await fc.assert(raw, { seed, numRuns: 500 })
  await server.close()
  await signer.close()
  expect(faults).toEqual([])
  // Some of them get to the signer, and some through.
  for (const status of [200, 400, 401, 404]) expect(totals.statuses[status], `${status}`).toBeGreaterThan(0)
})
