import { gzipSync } from 'node:zlib'
import { type BuildOptions, build } from 'esbuild'
import { rolldown } from 'rolldown'
import { root } from './lib/root.ts'
import { pack } from './pack.ts'

// The budget holds for two bundlers, since apps use either: the larger result counts.
const limit = 13_300
/** What `/provider` adds to an app that has the root. */
const providerLimit = 10_100
/** What `/wagmi` adds to an app that has the root and `/provider`. */
const wagmiLimit = 1_200
const core = `export { createPasskeyAccount, createSignerClient, webAuthnStamper } from`

const esbuildOptions = {
  bundle: true,
  minify: true,
  format: 'esm',
  platform: 'browser',
  target: 'es2022',
  legalComments: 'none',
  write: false,
} satisfies BuildOptions

async function withEsbuild(contents: string, external: readonly string[]): Promise<string> {
  const { outputFiles } = await build({
    ...esbuildOptions,
    stdin: { contents, resolveDir: root('examples') },
    external: external.flatMap((name) => [name, `${name}/*`]),
  })
  return outputFiles.map(({ text }) => text).join('')
}

async function withRolldown(contents: string, external: readonly string[]): Promise<string> {
  const entry = root('examples/entry.js')
  const bundle = await rolldown({
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
  const { output } = await bundle.generate({ format: 'esm', minify: true, codeSplitting: false })
  return output[0].code
}

/** The source files in esbuild's bundle, the largest first. */
async function shares(): Promise<string[]> {
  const { metafile } = await build({
    ...esbuildOptions,
    stdin: { contents: `${core} './src/index.ts'`, resolveDir: root() },
    external: ['viem', 'viem/*'],
    metafile: true,
  })
  const inputs = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.entries(inputs))
  return inputs
    .sort(([, one], [, other]) => other.bytesInOutput - one.bytesInOutput)
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .map(([file, { bytesInOutput }]) => `${String(bytesInOutput).padStart(6)}  ${file}`)
}

const gzipped = (code: string): number => gzipSync(code, { level: 9 }).length
const kB = (bytes: number): string => `${(bytes / 1000).toFixed(2)} kB`.padStart(8)

await pack()
let largest = 0
const lines: string[] = []
for (const [name, bundle] of Object.entries({ esbuild: withEsbuild, Rolldown: withRolldown })) {
  const size = async (contents: string, external: readonly string[] = ['viem']): Promise<number> =>
    gzipped(await bundle(`${contents} 'viem-passkey-account'`, external))
  const counted = await size(core)
  largest = Math.max(largest, counted)
  lines.push(`${name.padEnd(20)} ${kB(counted)}, ${kB(await size(core, [])).trim()} with viem`)
}
console.log(
  `Account, client and passkey stamper, minified and gzipped, without viem: ${kB(largest).trim()} of ${kB(limit).trim()}`,
)
console.log(lines.join('\n'))
console.log('Whole entries, with esbuild, without viem:')
for (const path of ['', '/actions', '/policies', '/provider', '/server', '/testing', '/wagmi']) {
  const code = await withEsbuild(`export * from 'viem-passkey-account${path}'`, ['viem'])
  console.log(`${(path || '.').padEnd(20)} ${kB(gzipped(code))}`)
}
const entries = async (...paths: string[]): Promise<number> =>
  gzipped(await withEsbuild(paths.map((path) => `export * from 'viem-passkey-account${path}'`).join('\n'), ['viem']))
const provider = (await entries('', '/provider')) - (await entries(''))
console.log(`/provider, without the root and viem: ${kB(provider).trim()} of ${kB(providerLimit).trim()}`)
const wagmi = (await entries('', '/provider', '/wagmi')) - (await entries('', '/provider'))
console.log(`/wagmi, without /provider, the root and viem: ${kB(wagmi).trim()} of ${kB(wagmiLimit).trim()}`)
if (process.argv.includes('--why') || largest > limit) {
  console.log(`\nBytes of each source file in it, minified, not gzipped:\n${(await shares()).join('\n')}`)
}
if (provider > providerLimit) {
  console.error(`\n/provider is over budget by ${provider - providerLimit} bytes.`)
  process.exitCode = 1
}
if (wagmi > wagmiLimit) {
  console.error(`\n/wagmi is over budget by ${wagmi - wagmiLimit} bytes.`)
  process.exitCode = 1
}
if (largest > limit) {
  console.error(`\nOver budget by ${largest - limit} bytes.`)
  process.exitCode = 1
}
