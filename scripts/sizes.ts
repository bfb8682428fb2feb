import { gzipSync } from 'node:zlib'
import { type BuildOptions, build } from 'esbuild'
import { rolldown } from 'rolldown'
import { root } from './lib/root.ts'
import { pack } from './pack.ts'

// Apps are bundled by this or that, so the budget holds for what each of two bundlers makes of the package; the larger one counts.
const limit = 8_000
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

/** The source files in the counted bundle as esbuild makes it, the largest first. */
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
  const all = async (contents: string, external: readonly string[] = ['viem']): Promise<number> =>
    gzipped(await bundle(`${contents} 'viem-passkey-account'`, external))
  const counted = await all(core)
  largest = Math.max(largest, counted)
  lines.push(
    `${name.padEnd(9)} ${kB(counted)}, with viem in it ${kB(await all(core, []))}; all of the root ${kB(await all('export * from'))}`,
  )
}
console.log(
  `account + client + passkey stamper, min+gzip, viem external: ${largest} of at most ${limit} bytes\n${lines.join('\n')}`,
)
for (const path of ['/actions', '/server', '/testing']) {
  const name = `viem-passkey-account${path}`
  console.log(
    `${name.padEnd(29)} ${kB(gzipped(await withEsbuild(`export * from '${name}'`, ['viem'])))} (all of it, esbuild)`,
  )
}
if (process.argv.includes('--why') || largest > limit) {
  console.log(`\nBytes of each source file in it, minified and not gzipped:\n${(await shares()).join('\n')}`)
}
if (largest > limit) {
  console.error(`\nOver the budget by ${largest - limit} bytes.`)
  process.exitCode = 1
}
