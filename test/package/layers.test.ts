import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { transform } from 'esbuild'
import { afterAll, expect, test } from 'vitest'
import { root } from '../../scripts/lib/root.ts'
import { run } from '../../scripts/lib/run.ts'

// What each folder of src/ may import besides itself: the picture in CONTRIBUTING.md as a table.
const may: Record<string, readonly string[]> = {
  wire: [],
  records: ['wire'],
  crypto: [],
  errors: ['records', 'wire'],
  webauthn: ['errors', 'crypto', 'records', 'wire'],
  stampers: ['webauthn', 'errors', 'crypto', 'wire'],
  client: ['errors', 'crypto', 'records', 'wire'],
  actions: ['client', 'errors', 'crypto', 'records', 'wire'],
  account: ['actions', 'client', 'errors', 'crypto', 'records', 'wire'],
  users: ['actions', 'client', 'stampers', 'webauthn', 'errors', 'crypto', 'records', 'wire'],
  policies: ['errors', 'crypto', 'records', 'wire'],
  provider: ['account', 'users', 'stampers', 'webauthn', 'client', 'errors', 'records', 'wire'],
  wagmi: ['provider', 'account', 'errors'],
  server: ['actions', 'client', 'errors', 'crypto', 'records', 'wire'],
  signer: ['wire'],
  console: [],
  testing: ['webauthn', 'errors', 'records', 'wire'],
}
const layers = Object.keys(may)
// The kits for Node and for test runners, below testing/, use the package by its name, as everybody does.
const kits = ['testing/node', 'testing/vitest', 'testing/playwright']
const browser = layers.filter((layer) => layer !== 'signer' && layer !== 'console')
/** The console has folders named as some of src/ are, and files in folders alone. */
const inside: Record<string, string> = { console: 'console/server' }

type Probe = { file: string; code: string; rule: string | undefined }
const imports = 'lint/style/noRestrictedImports'
const probes: Probe[] = []
const probe = (folder: string, code: string, rule: string | undefined): void => {
  probes.push({ file: `src/${folder}/probe${probes.length}.ts`, code, rule })
}

for (const [name, allowed] of Object.entries(may)) {
  const layer = inside[name] ?? name
  const up = layer === name ? '..' : '../..'
  for (const other of layers) {
    if (other === name) continue
    const rule = allowed.includes(other) ? undefined : imports
    probe(layer, `export * from '${up}/${other}/x.js'`, rule)
    probe(layer, `export type { x } from '${up}/${other}/index.js'`, rule)
    // wire/ and the folders of console/ are flat.
    if (layer === name && layer !== 'wire')
      probe(`${layer}/deep`, `export const x = import('../../${other}/deep/x.js')`, rule)
  }
  probe(layer, `export * from './x.js'`, undefined)
  probe(layer, `export * from '${up}/index.js'`, imports)
  probe(layer, `export * from 'viem-passkey-account/actions'`, imports)
  probe(layer, `export * from 'viem'`, ['signer', 'console', 'wire'].includes(name) ? imports : undefined)
  if (layer !== 'wire') probe(layer, `export * from 'viem/utils'`, undefined)
  if (layer !== 'wire') probe(layer, `export * from 'left-pad'`, 'lint/correctness/noUndeclaredDependencies')
  for (const runner of ['vitest', 'vitest/node', '@playwright/test', 'playwright-core'])
    probe(layer, `export type * from '${runner}'`, imports)
  for (const kit of kits)
    probe(layer, `export * from '${layer === 'testing' ? kit.replace('testing', '.') : `${up}/${kit}`}/x.js'`, imports)
  const heavy = ['signer', 'console', 'testing'].includes(name) ? undefined : imports
  probe(layer, `export * from 'ox/Hex'`, name === 'policies' ? undefined : heavy)
  probe(layer, `export * from 'tiny-secp256k1'`, heavy)
  probe(layer, `export * from '@scure/bip39'`, heavy)
  probe(layer, `export * from '@levischuck/tiny-cbor'`, heavy)
  probe(layer, `export const x: any = 1`, 'lint/suspicious/noExplicitAny')
  probe(layer, `export enum X { A }`, 'lint/style/noEnum')
  probe(layer, `const f = async (): Promise<void> => {}\nf()`, 'lint/nursery/noFloatingPromises')
}
for (const layer of browser) {
  probe(layer, `import 'node:fs'`, layer === 'wire' ? imports : 'lint/correctness/noNodejsModules')
  probe(layer, `import 'fs'`, layer === 'wire' ? imports : 'lint/correctness/noNodejsModules')
  probe(layer, `export const x: unknown = Buffer.from('')`, 'lint/style/noRestrictedGlobals')
  probe(layer, `export const x: unknown = process.env`, 'lint/style/noRestrictedGlobals')
}
for (const kit of kits) {
  for (const other of layers) probe(kit, `export * from '../../${other}/x.js'`, imports)
  for (const path of ['../../index.js', '../createVirtualPasskey.js', '../index.js', '../node/x.js'])
    probe(kit, `export * from '${path}'`, imports)
  for (const path of ['', '/actions', '/signer', '/testing', '/testing/node'])
    probe(kit, `export * from 'viem-passkey-account${path}'`, undefined)
  probe(kit, `export * from './x.js'`, undefined)
  probe(kit, `import 'node:fs'`, undefined)
  probe(kit, `export const x: unknown = process.env`, undefined)
}
// The signer evaluates policies, without the error classes of the public functions: those load viem.
for (const path of ['../policies/core.js', '../../policies/core.js'])
  probe(path.startsWith('../../') ? 'signer/deep' : 'signer', `export * from '${path}'`, undefined)
for (const folder of ['syntax', 'check', 'evaluate', 'context'])
  for (const path of ['../../errors/x.js', 'viem', 'viem/utils'])
    probe(`policies/${folder}`, `export * from '${path}'`, imports)
probe('signer', `import 'node:fs'`, undefined)
probe('signer', `export const x: unknown = Buffer.from('')`, undefined)
probes.push({
  file: 'src/signer/createLocalSigner.ts',
  code: `export const x = import('../console/server/createConsole.js')`,
  rule: undefined,
})
// The console is handed a reader by the signer, and knows its types alone: that file has nothing else.
for (const folder of ['console/server', 'console/describe']) {
  probe(folder, `import type { x } from '../../signer/store/consoleReader.js'\nexport const y: x = 1`, undefined)
  for (const file of ['queries/createConsoleReader.js', 'store/createStore.js', 'protocol/parse.js'])
    probe(folder, `export type { x } from '../../signer/${file}'`, imports)
}
for (const file of ['../signer/x.js', '../client/x.js', './x.js']) probe('console', `export * from '${file}'`, imports)
const client = 'console/client'
probe(client, `export type { x } from '../types.js'`, undefined)
probe(client, `export * from './x.js'`, undefined)
for (const file of ['../x.js', '../server/x.js', '../../signer/x.js', '../../wire/x.js', 'ox/Hex', 'viem/utils'])
  probe(client, `export * from '${file}'`, imports)
probe(client, `import 'node:fs'`, 'lint/correctness/noNodejsModules')
probe(client, `export const x: unknown = Buffer.from('')`, 'lint/style/noRestrictedGlobals')
probe('account', `${'export {}\n'.repeat(251)}`, 'lint/style/noExcessiveLinesPerFile')
for (const other of layers) {
  const outside = ['policies', 'provider', 'wagmi', 'server', 'signer', 'console', 'testing'].includes(other)
  probes.push({ file: 'src/index.ts', code: `export * from './${other}/x.js'`, rule: outside ? imports : undefined })
}

const directory = mkdtempSync(join(tmpdir(), 'layers-'))
afterAll(() => rmSync(directory, { recursive: true }))

const write = (folder: string, file: string, code: string): void => {
  const path = join(directory, folder, file)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, `${code}\n`)
}

// A file named twice (src/index.ts) is linted in as many copies of the repository as it takes.
const turns = new Map<string, Probe[]>()
for (const entry of probes) {
  let turn = 0
  while (turns.get(`turn${turn}`)?.some(({ file }) => file === entry.file)) turn++
  turns.set(`turn${turn}`, [...(turns.get(`turn${turn}`) ?? []), entry])
}

async function lint(folder: string): Promise<Map<string, string[]>> {
  for (const file of ['biome.json', 'package.json', '.gitignore'])
    copyFileSync(root(file), join(directory, folder, file))
  const found = new Map<string, string[]>()
  const output = await run('biome', ['lint', '--reporter=json', '--max-diagnostics=none', '.'], {
    cwd: join(directory, folder),
  }).catch((error: Error) => error.message)
  const report: { diagnostics: { category: string; location: { path: string } }[] } = JSON.parse(
    output.slice(output.indexOf('{'), output.lastIndexOf('}') + 1),
  )
  for (const { category, location } of report.diagnostics) {
    found.set(location.path, [...(found.get(location.path) ?? []), category])
  }
  return found
}

test('each folder may import exactly what the picture allows', async () => {
  const wrong: string[] = []
  for (const [folder, entries] of turns) {
    for (const { file, code } of entries) write(folder, file, code)
    const found = await lint(folder)
    for (const { file, code, rule } of entries) {
      const rules = found.get(file) ?? []
      if (rule === undefined ? rules.length > 0 : !rules.includes(rule)) {
        wrong.push(
          `${file}: ${code.slice(0, 80)} expected ${rule ?? 'nothing'}, found ${rules.join(', ') || 'nothing'}`,
        )
      }
    }
  }
  expect(wrong).toEqual([])
  expect(probes.length).toBeGreaterThan(400)
})

test('the signer imports the console dynamically', () => {
  const source = readFileSync(root('src/signer/createLocalSigner.ts'), 'utf8')
  expect(source).toContain("await import('../console/server/createConsole.js')")
  expect(source).not.toContain("from '../console/")
})

test('the table in CONTRIBUTING.md is the one that the lint enforces', () => {
  const page = readFileSync(root('CONTRIBUTING.md'), 'utf8')
  const [, table = ''] = page.slice(page.indexOf('## Who may import whom')).split('| folder |')
  const folders = (cell: string): string[] => [...cell.matchAll(/`(\w+)\/`/g)].map(([, name = '']) => name)
  const rows = [...table.matchAll(/^\| (`\w+\/`(?:, `\w+\/`)*) \| ([^|.]*)/gm)]
  expect(
    Object.fromEntries(
      rows.flatMap(([, own = '', others = '']) => folders(own).map((name) => [name, folders(others).sort()])),
    ),
  ).toEqual(Object.fromEntries(Object.entries(may).map(([name, others]) => [name, others.toSorted()])))
})

test('the file of signer/ that the console imports has only types', async () => {
  const { code } = await transform(readFileSync(root('src/signer/store/consoleReader.ts'), 'utf8'), { loader: 'ts' })
  expect(code).toBe('')
})

test('import cycles are refused, of types as well', async () => {
  write('cycle', 'src/account/a.ts', `import { b } from './b.js'\nexport const a: () => unknown = () => b`)
  write('cycle', 'src/account/b.ts', `import { a } from './a.js'\nexport const b: () => unknown = () => a`)
  write('cycle', 'src/signer/a.ts', `import type { B } from './b.js'\nexport type A = { b: B | undefined }`)
  write('cycle', 'src/signer/b.ts', `import type { A } from './a.js'\nexport type B = { a: A | undefined }`)
  const found = await lint('cycle')
  expect(found.get('src/account/a.ts')).toEqual(['lint/suspicious/noImportCycles'])
  expect(found.get('src/signer/a.ts')).toEqual(['lint/suspicious/noImportCycles'])
})
