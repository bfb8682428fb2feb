import { globSync, readFileSync } from 'node:fs'
import ts from 'typescript'
import { expect, test } from 'vitest'
import { root } from '../../scripts/lib/root.ts'
import { type Page, readSnippets, type Snippet } from './pages.js'
import { typeCheck } from './typeCheck.js'

/** The sources without the asterisks of their comments, so that an example is a fenced block as on a page. */
const sources: Page[] = globSync('src/**/*.ts', { cwd: root() })
  .sort()
  .map((path) => ({ path, text: readFileSync(root(path), 'utf8').replaceAll(/^ *\* ?/gm, '') }))

const examples = sources.filter(({ text }) => text.includes('@example')).flatMap(readSnippets)

test('every @example compiles by itself, and one that does not is seen at its line', async () => {
  const wrong: Snippet = {
    path: 'src/wrong.ts',
    heading: '',
    line: 10,
    language: 'ts',
    code: "import { createSignerClient } from 'viem-passkey-account'\n\ncreateSignerClient({ stamper: undeclared })",
  }
  // Declares what `inject` returns.
  const globals = ['src/testing/vitest/index.ts']
  expect(await typeCheck([...examples, wrong], { globals })).toEqual([
    "src/wrong.ts:12: Cannot find name 'undeclared'.",
  ])
})

test('every @example is a block of TypeScript, where an editor shows it as code', () => {
  expect(sources.filter(({ text }) => /^@example$(?!\n```ts$)/m.test(text)).map(({ path }) => path)).toEqual([])
})

test('every exported function has an example', () => {
  const entries = ['index', 'actions/index', 'policies/index', 'server/index', 'signer/index', 'testing/index']
  const kits = ['testing/node/index', 'testing/vitest/index', 'testing/playwright/index']
  const options = { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler, noLib: true }
  const host = ts.createCompilerHost(options)
  // What other packages declare would take most of the time.
  host.resolveModuleNameLiterals = (literals, file) =>
    literals.map(({ text }) =>
      text.startsWith('.') ? ts.resolveModuleName(text, file, options, host) : { resolvedModule: undefined },
    )
  const program = ts.createProgram(
    [...entries, ...kits].map((entry) => root(`src/${entry}.ts`)),
    options,
    host,
  )
  const checker = program.getTypeChecker()
  const functions = program
    .getRootFileNames()
    .flatMap((entry) => {
      const source = program.getSourceFile(entry)
      const module = source && checker.getSymbolAtLocation(source)
      if (!module) throw new Error(`${entry} is not a module.`)
      return checker.getExportsOfModule(module)
    })
    .map((symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol))
    .filter(({ flags }) => flags & ts.SymbolFlags.Function)
  const bare = functions.filter((symbol) => symbol.getJsDocTags(checker).every(({ name }) => name !== 'example'))
  expect(bare.map(({ name }) => name)).toEqual([])
  expect(functions.length).toBeGreaterThan(50)
})
