import { gzipSync } from 'node:zlib'
import { type BuildOptions, build } from 'esbuild'
import { rolldown } from 'rolldown'
import { root } from './lib/root.ts'
import { pack } from './pack.ts'

// The budget holds for two bundlers, since apps use either: the larger result counts. What a page loads at first.
const limit = 13_970
/** What `/provider` adds to the first load of an app that has the root. */
const providerLimit = 9_040
/** What is loaded at the first batch, and for the first late approval of a passkey. */
const batchLimit = 4_000
/** The first load of a whole dapp: account, sign-up, sign-in, sessions, provider and connector. */
const dappLimit = 33_440
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

async function bundleWithRolldown(contents: string, external: readonly string[]) {
  const entry = root('examples/entry.js')
  return rolldown({
    input: entry,
    platform: 'browser',
    external: external.map((name) => new RegExp(`^${name}(/|$)`)),
    // As Vite and webpack do for an app: what the chunks share stays in the entry.
    preserveEntrySignatures: 'allow-extension',
    plugins: [
      {
        name: 'entry',
        resolveId: (id) => (id === entry ? id : undefined),
        load: (id) => (id === entry ? contents : undefined),
      },
    ],
    logLevel: 'silent',
  })
}

async function withRolldown(contents: string, external: readonly string[]): Promise<string> {
  const bundle = await bundleWithRolldown(contents, external)
  const { output } = await bundle.generate({ format: 'esm', minify: true, codeSplitting: false })
  return output[0].code
}

/** The gzipped bytes that a page loads at first, with esbuild's code splitting. */
async function firstWithEsbuild(contents: string): Promise<number> {
  const { outputFiles, metafile } = await build({
    ...esbuildOptions,
    stdin: { contents, resolveDir: root('examples') },
    external: ['viem', 'viem/*'],
    splitting: true,
    outdir: root('examples'),
    metafile: true,
  })
  const outputs = Object.entries(metafile.outputs)
  const first = new Set(outputs.flatMap(([path, { entryPoint }]) => (entryPoint === '<stdin>' ? [path] : [])))
  // A set that grows while it is walked.
  for (const path of first)
    for (const { path: imported, kind } of metafile.outputs[path]?.imports ?? [])
      if (kind === 'import-statement' && metafile.outputs[imported]) first.add(imported)
  const files = outputFiles.filter(({ path }) => [...first].some((file) => path.endsWith(file)))
  return files.reduce((sum, { text }) => sum + gzipped(text), 0)
}

/** The gzipped bytes that a page loads at first, and those that it loads later, by `import()`. */
async function withChunks(contents: string): Promise<{ first: number; later: number }> {
  const { output } = await (await bundleWithRolldown(contents, ['viem'])).generate({ format: 'esm', minify: true })
  const chunks = output.flatMap((file) => (file.type === 'chunk' ? [file] : []))
  const first = new Set(chunks.filter(({ isEntry }) => isEntry))
  // A set that grows while it is walked.
  for (const { imports } of first) for (const chunk of chunks) if (imports.includes(chunk.fileName)) first.add(chunk)
  const sum = (files: readonly { code: string }[]): number => files.reduce((sum, { code }) => sum + gzipped(code), 0)
  return { first: sum([...first]), later: sum(chunks.filter((chunk) => !first.has(chunk))) }
}

/** The source files in esbuild's bundle, the largest first. */
async function shares(contents: string): Promise<string[]> {
  const { metafile } = await build({
    ...esbuildOptions,
    stdin: { contents, resolveDir: root() },
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

await pack({ types: false })
let largest = 0
const lines: string[] = []
for (const [name, bundle, counted] of [
  ['esbuild', withEsbuild, await firstWithEsbuild(`${core} 'viem-passkey-account'`)],
  ['Rolldown', withRolldown, (await withChunks(`${core} 'viem-passkey-account'`)).first],
] as const) {
  const size = async (external: readonly string[] = ['viem']): Promise<number> =>
    gzipped(await bundle(`${core} 'viem-passkey-account'`, external))
  largest = Math.max(largest, counted)
  lines.push(
    `${name.padEnd(20)} ${kB(counted)}, ${kB(await size()).trim()} in one file, ${kB(await size([])).trim()} with viem`,
  )
}
console.log(
  `Account, client and passkey stamper, minified and gzipped, without viem: ${kB(largest).trim()} of ${kB(limit).trim()}`,
)
console.log(lines.join('\n'))
console.log('Whole entries, with esbuild, in one file, without viem:')
for (const path of ['', '/actions', '/policies', '/provider', '/server', '/testing', '/wagmi']) {
  const code = await withEsbuild(`export * from 'viem-passkey-account${path}'`, ['viem'])
  console.log(`${(path || '.').padEnd(20)} ${kB(gzipped(code))}`)
}
const all = (...paths: string[]) =>
  withChunks(paths.map((path) => `export * from 'viem-passkey-account${path}'`).join('\n'))
const [base, withProvider, withWagmi] = [
  await all(''),
  await all('', '/provider'),
  await all('', '/provider', '/wagmi'),
]
const dapp = await withChunks(`
  export { createPasskeyAccount, createSessionKey, createSignerClient, restoreSession, signIn, signOut, signUp, webAuthnStamper } from 'viem-passkey-account'
  export { createProvider, passkeyWallet } from 'viem-passkey-account/provider'
  export { passkey } from 'viem-passkey-account/wagmi'
`)
const limited: [name: string, size: number, limit: number][] = [
  ['/provider, without the root and viem', withProvider.first - base.first, providerLimit],
  ['Loaded at the first wallet_sendCalls, and for the first late approval', withProvider.later, batchLimit],
  ['/wagmi, without /provider, the root and viem', withWagmi.first - withProvider.first, wagmiLimit],
  ['A whole dapp: account, sign-up, sign-in, sessions, provider, connector', dapp.first, dappLimit],
]
for (const [name, size, limit] of limited) console.log(`${name}: ${kB(size).trim()} of ${kB(limit).trim()}`)
if (process.argv.includes('--why') || largest > limit) {
  const files = await shares(`${core} './src/index.ts'`)
  console.log(`\nBytes of each source file in the account, minified, not gzipped:\n${files.join('\n')}`)
  const ofProvider = (await shares("export * from './src/provider/index.ts'")).filter((line) =>
    line.includes('/provider/'),
  )
  console.log(`\nThe same of /provider:\n${ofProvider.join('\n')}`)
}
for (const [name, size, limit] of limited) {
  if (size <= limit) continue
  console.error(`\n${name}: over budget by ${size - limit} bytes.`)
  process.exitCode = 1
}
if (largest > limit) {
  console.error(`\nOver budget by ${largest - limit} bytes.`)
  process.exitCode = 1
}
