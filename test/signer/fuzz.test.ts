import { readdirSync } from 'node:fs'
import fc from 'fast-check'
import { createLocalSigner, listen } from 'viem-passkey-account/signer'
import { expect, test } from 'vitest'
import { findActivity, findVote } from '../../src/signer/activities/index.js'
import { findQuery } from '../../src/signer/queries/index.js'
import { readWholePage } from '../console/readWholePage.js'
import { createFuzz } from './fuzz/fuzz.js'
import { openWorld } from './fuzz/openWorld.js'
import { createTestClient } from './testClient.js'

/** Set `FUZZ_SEED` to the seed that a failed run printed to repeat it. */
const seed = Number(process.env.FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31))

test('the unchanged requests succeed, and cover every endpoint', async () => {
  const signer = await createLocalSigner()
  const server = { url: 'http://signer.test', fetchFn: signer.fetch }
  const client = createTestClient({ ...server, signer, clock: { ms: Date.now() } })
  const { requests } = await openWorld(signer, server)
  const paths = new Set<string>()
  for (const index of requests.keys()) {
    // A new world for each, because some requests delete what others need.
    const world = await openWorld(signer, server)
    const request = await world.requests[index]?.()
    if (request === undefined) throw new Error('there is no such request')
    const answer = await client.post(request.caller, request.path, request.body)
    expect(answer.status, `${request.path} ${answer.text}`).toBe(200)
    paths.add(request.path)
  }
  await signer.close()
  // Every endpoint.
  const implemented = ['activities', 'queries'].flatMap((folder) =>
    readdirSync(new URL(`../../src/signer/${folder}/`, import.meta.url)).flatMap((file) => {
      const name = file.replace(/\.ts$/, '').replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
      const renamed = name === 'list_sub_organizations' ? 'list_suborgs' : name
      return (findActivity(renamed) ?? findVote(renamed))
        ? [`/public/v1/submit/${renamed}`]
        : findQuery(renamed)
          ? [`/public/v1/query/${renamed}`]
          : []
    }),
  )
  expect([...paths].sort()).toEqual(implemented.sort())
})

test(`structurally changed requests, seed ${seed}`, async () => {
  const faults: unknown[] = []
  const signer = await createLocalSigner({ onError: (error) => faults.push(error) })
  const { structured, totals } = createFuzz(signer, { url: 'http://signer.test', fetchFn: signer.fetch })
  await fc.assert(structured, { seed, numRuns: 2500 })
  // The page shows all of it.
  expect(await readWholePage(signer)).toBeGreaterThan(500)
  await signer.close()
  expect(faults).toEqual([])
  // Otherwise only the verification of stamps was tested.
  expect(totals.statuses[200]).toBeGreaterThan(250)
  expect(totals.answered.size).toBeGreaterThan(25)
  expect(totals.refused.size).toBeGreaterThan(25)
})

test(`changed faults, seed ${seed}`, async () => {
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
  // Some reach the signer, and some are accepted.
  for (const status of [200, 400, 401, 404]) expect(totals.statuses[status], `${status}`).toBeGreaterThan(0)
})
