import { makeOnce } from './lib/makeOnce.ts'
import { run } from './lib/run.ts'

/** Builds the test contracts with Forge, unless they are up to date. */
export function buildContracts(): Promise<'made' | 'up to date'> {
  return makeOnce({
    name: 'contracts',
    stamp: 'test/contracts/cache/stamp',
    sources: [
      'test/contracts/*.sol',
      'foundry.toml',
      'scripts/solc.mjs',
      'node_modules/solc/package.json',
      'node_modules/@foundry-rs/forge/package.json',
    ],
    results: ['test/contracts/out'],
    make: async () => {
      await run('forge', ['build', '--force'])
    },
  })
}

if (import.meta.main) console.log(`contracts: ${await buildContracts()}`)
