import { gzipSync } from 'node:zlib'
import { type BuildOptions, build } from 'esbuild'
import { root } from './lib/root.ts'
import { pack } from './pack.ts'

const limit = 8_000
const core = `export { createPasskeyAccount, createSignerClient, webAuthnStamper } from`
const browser = {
  bundle: true,
  minify: true,
  format: 'esm',
  platform: 'browser',
  target: 'es2022',
  legalComments: 'none',
  write: false,
} satisfies BuildOptions

/** Bytes of the bundle that an app gets, minified and gzipped; dependencies are in it, except those named external. */
async function size(contents: string, external: readonly string[]): Promise<number> {
  const { outputFiles } = await build({
    ...browser,
    stdin: { contents, resolveDir: root('examples') },
    external: external.flatMap((name) => [name, `${name}/*`]),
  })
  return outputFiles.reduce((sum, { contents }) => sum + gzipSync(contents, { level: 9 }).length, 0)
}

/** The source files in that bundle, the largest first. */
async function shares(): Promise<string[]> {
  const { metafile } = await build({
    ...browser,
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

const kB = (bytes: number): string => `${(bytes / 1000).toFixed(2)} kB`.padStart(9)

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
  console.log(
    `\nBytes of each source file in the first line, minified and not gzipped:\n${(await shares()).join('\n')}`,
  )
}
if (counted > limit) {
  console.error(`\nOver the budget by ${counted - limit} bytes.`)
  process.exitCode = 1
}
