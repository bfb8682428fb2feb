import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createFuzz } from '../signer/fuzz/fuzz.js'
import { type Started, startSigner } from '../signer/startCli.js'

/** Give `FUZZ_SEED` what a failed run printed, and it is done again; `FUZZ_RUNS` makes it longer or shorter. */
const seed = Number(process.env.FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31))
const runs = Number(process.env.FUZZ_RUNS ?? 100_000)

/** Collects garbage when told to, and says what is left. */
const probe = `process.on('SIGUSR2', () => {
  gc(); gc()
  process.stderr.write(JSON.stringify(process.memoryUsage()) + '\\n')
})`

/** @returns bytes in use: objects, and what their buffers hold. */
async function memoryOf({ child }: Started): Promise<number> {
  if (child.stderr === null) throw new Error('there is nothing to read from')
  const said = once(child.stderr, 'data')
  child.kill('SIGUSR2')
  const [line] = await said
  const { heapUsed, arrayBuffers } = JSON.parse(line)
  return heapUsed + arrayBuffers
}

test(`${runs} malformed requests crash nothing and leave nothing behind, seed ${seed}`, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'passkey-signer-fuzz-'))
  const signer = await startSigner(['--database', join(folder, 'signer.db')], {
    env: { NODE_OPTIONS: `--expose-gc --import=data:text/javascript,${encodeURIComponent(probe)}` },
  })
  try {
    await fuzz(signer)
  } finally {
    signer.child.kill('SIGKILL')
    await signer.ended
    rmSync(folder, { recursive: true, force: true })
  }
})

async function fuzz(signer: Started): Promise<void> {
  const workers = Array.from({ length: 8 }, () =>
    createFuzz(signer, { url: signer.url, fetchFn: (request) => fetch(request) }),
  )
  /** One in five of them raw bytes. */
  const half = (part: number): Promise<unknown> =>
    Promise.all(
      workers.map(async ({ structured, raw }, worker) => {
        const own = { seed: seed + 8 * part + worker }
        await fc.assert(structured, { ...own, numRuns: Math.ceil(runs * 0.05) })
        await fc.assert(raw, { ...own, numRuns: Math.ceil(runs * 0.0125) })
      }),
    )
  await half(0)
  const before = await memoryOf(signer)
  await half(1)
  const after = await memoryOf(signer)

  signer.child.kill('SIGTERM')
  const { code, stderr } = await signer.ended
  const statuses: Record<string, number> = {}
  for (const { totals } of workers)
    for (const [status, count] of Object.entries(totals.statuses)) statuses[status] = (statuses[status] ?? 0) + count
  console.log({ statuses, before, after })

  // The signer's own faults, and promises nobody handled, would be there as well.
  expect(stderr.trimEnd().split('\n')).toHaveLength(2)
  expect(code).toBe(0)
  const paths = (of: 'answered' | 'refused'): string[] => [...new Set(workers.flatMap(({ totals }) => [...totals[of]]))]
  expect(paths('answered').sort()).toEqual(paths('refused').sort())
  // What it keeps is bounded, and full by half-time: 100 bytes for each request would come to this.
  expect(after - before).toBeLessThan(5_000_000)
}
