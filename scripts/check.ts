import { buildContracts } from './contracts.ts'
import { run } from './lib/run.ts'
import { tsc } from './lib/tsc.ts'
import { installed, pack, tarball } from './pack.ts'

// Everything that can be known about the repository without running it. All of it runs, whatever fails.
const started = performance.now()
const failed: string[] = []
const seconds = (since: number): string => `${((performance.now() - since) / 1000).toFixed(1)} s`

async function step(name: string, command: string, ...args: string[]): Promise<void> {
  const since = performance.now()
  try {
    const output = await run(command, args)
    console.log(`✓ ${name} (${seconds(since)})`)
    if (name === 'sizes') console.log(output.trimEnd().replace(/^/gm, '    '))
  } catch (error) {
    failed.push(name)
    console.error(`✗ ${name} (${seconds(since)})\n${error instanceof Error ? error.message : error}`)
  }
}

await buildContracts()
await pack()
const turns: (() => Promise<void>)[] = [
  () => step('format, lint, layers', 'biome', 'check', '--error-on-warnings', '.'),
  () => step('format of the contracts', 'forge', 'fmt', '--check'),
  () => step('types', process.execPath, tsc, '--noEmit'),
  () => step('types of src, each file by itself', process.execPath, tsc, '--noEmit', '-p', 'tsconfig.src.json'),
  () => step('types of the examples, against the package', process.execPath, tsc, '--noEmit', '-p', 'examples'),
  () => step('build and types of the Next.js example', process.execPath, 'scripts/buildNext.ts'),
  () => step('unused code', 'knip'),
  () => step('package shape', 'publint', 'run', installed, '--strict', '--pack', 'false'),
  () => step('types of the package', 'attw', tarball()),
  () => step('banned words', process.execPath, 'scripts/bannedWords.ts'),
  () => step('tests that read a page once', process.execPath, 'scripts/readsOnce.ts'),
  () => step('editor docs', process.execPath, 'scripts/editorDocs.ts'),
  () => step('lock file', process.execPath, 'scripts/lockfile.ts'),
  () => step('sizes', process.execPath, 'scripts/sizes.ts'),
]
// Two at a time: tsc and attw take most of the time, on one core each.
const worker = async (): Promise<void> => {
  for (let next = turns.shift(); next !== undefined; next = turns.shift()) await next()
}
await Promise.all([worker(), worker()])

console.log(
  failed.length === 0 ? `All good (${seconds(started)}).` : `Not good: ${failed.join('; ')} (${seconds(started)}).`,
)
process.exitCode = failed.length === 0 ? 0 : 1
