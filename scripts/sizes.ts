import { relative } from 'node:path'
import { gzipSync } from 'node:zlib'
import { type OutputChunk, rolldown } from 'rolldown'
import { root } from './lib/root.ts'
import { pack } from './pack.ts'

const limit = 8_000
const core = `export { createPasskeyAccount, createSignerClient, webAuthnStamper } from`
/** What an app's bundler (Rolldown, as in Vite) makes of an entry with these `contents` in the folder `from`, minified. */
async function bundle(contents: string, from: string, external: readonly string[]): Promise<OutputChunk> {
  const entry = root(`${from}/entry.js`)
  const build = await rolldown({
    input: entry,
    platform: 'browser',
    external: external.map((name) => new RegExp(`^${name}(/|$)`)),
    plugins: [
      {
        name: 'entry',
        resolveId: (id) => (id === entry ? id : undefined),
        load: (id) => (id === entry ? contents : undefined),
      },
    ],
    logLevel: 'silent',
  })
  const { output } = await build.generate({ format: 'esm', minify: true, codeSplitting: false })
  return output[0]
}

/** Bytes of the bundle that an app gets, minified and gzipped; dependencies are in it, except those named external. */
async function size(contents: string, external: readonly string[]): Promise<number> {
  return gzipSync((await bundle(contents, 'examples', external)).code, { level: 9 }).length
}

/** The source files in the counted bundle, the largest first. */
async function shares(): Promise<string[]> {
  const { modules } = await bundle(`${core} './src/index.ts'`, '.', ['viem'])
  return Object.entries(modules)
    .filter(([, { renderedLength }]) => renderedLength > 0)
    .sort(([, one], [, other]) => other.renderedLength - one.renderedLength)
    .map(([file, { renderedLength }]) => `${String(renderedLength).padStart(6)}  ${relative(root(), file)}`)
}

const kB = (bytes: number): string => `${(bytes / 1000).toFixed(3)} kB`.padStart(10)

await pack()
const counted = await size(`${core} 'viem-passkey-account'`, ['viem'])
console.log(
  `account + client + passkey stamper  ${kB(counted)} of at most ${kB(limit).trim()} (min+gzip, viem external)`,
)
console.log(`the same with viem in it            ${kB(await size(`${core} 'viem-passkey-account'`, []))}`)
for (const path of ['', '/actions', '/server', '/testing']) {
  const name = `viem-passkey-account${path}`
  console.log(`${name.padEnd(35)} ${kB(await size(`export * from '${name}'`, ['viem']))} (all of it, viem external)`)
}
if (process.argv.includes('--why') || counted > limit) {
  console.log(`\nBytes of each source file in the first line, not minified:\n${(await shares()).join('\n')}`)
}
if (counted > limit) {
  console.error(`\nOver the budget by ${counted - limit} bytes.`)
  process.exitCode = 1
}
