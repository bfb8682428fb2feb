import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { afterAll, expect, test } from 'vitest'
import { root } from '../../scripts/lib/root.ts'
import { tsc } from '../../scripts/lib/tsc.ts'
import { createProject } from './createProject.js'

// A project with `declaration: true` writes the types of what it exports into its own declarations. TypeScript refuses (TS2742, TS4023,
// TS4058) when one of them has a name that cannot be imported from an entry of the package.
const project = await createProject(['abitype'])
afterAll(project.remove)

const compilerOptions = {
  strict: true,
  declaration: true,
  emitDeclarationOnly: true,
  rootDir: 'src',
  outDir: 'out',
  target: 'es2022',
  lib: ['es2023', 'dom'],
  types: [],
  module: 'esnext',
  moduleResolution: 'bundler',
  skipLibCheck: true,
}
const manifest: { exports: Record<string, string | { import: { types: string } }> } = JSON.parse(
  readFileSync(join(project.directory, 'node_modules/viem-passkey-account/package.json'), 'utf8'),
)
const entries = Object.entries(manifest.exports).flatMap(([key, value]) =>
  typeof value === 'string'
    ? []
    : [{ specifier: key.replace('.', 'viem-passkey-account'), types: value.import.types, file: toFile(key) }],
)

const typesOf = (types: string): string => join(project.directory, 'node_modules/viem-passkey-account', types)
const program = createProgram(entries.map(({ types }) => typesOf(types)))
const wrapped = entries.map(({ file, specifier, types }) => {
  const source = wrap(program, specifier, typesOf(types))
  project.write(file, source)
  return [specifier, source.match(/\bexport /g)?.length] as const
})

test('every entry has functions or classes to wrap', () => {
  expect(Object.fromEntries(wrapped)).toEqual(
    Object.fromEntries(entries.map(({ specifier }) => [specifier, expect.any(Number)])),
  )
})

test.each(['typescript-5', 'typescript', 'typescript-7'])(
  '%s writes the declarations of a project that wraps everything',
  async (compiler) => {
    const files = entries.map(({ file }) => file)
    project.write('tsconfig.json', JSON.stringify({ compilerOptions, files }))
    expect(await project.run(process.execPath, [root(`node_modules/${compiler}/bin/tsc`), '-p', '.'])).toBe('')
  },
)

test('the installed versions are the intended ones', () => {
  const versionOf = (name: string): string =>
    JSON.parse(readFileSync(root(`node_modules/${name}/package.json`), 'utf8')).version
  expect(['typescript-5', 'typescript', 'typescript-7'].map(versionOf)).toEqual([
    expect.stringMatching(/^5\.9\./),
    expect.stringMatching(/^6\./),
    expect.stringMatching(/^7\./),
  ])
})

test('a type that is not exported is found', async () => {
  const home = 'node_modules/leaky'
  project.write(
    `${home}/package.json`,
    '{ "name": "leaky", "version": "1.0.0", "type": "module", "exports": { "types": "./index.d.ts" } }',
  )
  project.write(`${home}/hidden.d.ts`, 'export interface Hidden { a: 1 }')
  project.write(`${home}/index.d.ts`, `import { Hidden } from './hidden.js'\nexport declare function leak(): Hidden`)
  const leaky = join(project.directory, home, 'index.d.ts')
  project.write('src/leak.ts', wrap(createProgram([leaky]), 'leaky', leaky))
  project.write('leak.json', JSON.stringify({ compilerOptions, files: ['src/leak.ts'] }))
  const compiling = project.run(process.execPath, [tsc, '-p', 'leak.json'])
  await expect(compiling).rejects.toThrow(/TS(2742|2883|4023|4058)/)
})

/** `./testing/node` in a file of the project. */
function toFile(key: string): string {
  return `src/${key === '.' ? 'root' : key.slice(2).replaceAll('/', '-')}.ts`
}

function createProgram(files: readonly string[]): ts.Program {
  return ts.createProgram(files, {
    strict: true,
    skipLibCheck: true,
    types: [],
    lib: ['lib.es2023.d.ts', 'lib.dom.d.ts'],
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
  })
}

/** A module that re-exports everything of an entry and wraps its functions and classes without its own type. */
function wrap(program: ts.Program, specifier: string, types: string): string {
  const checker = program.getTypeChecker()
  const source = program.getSourceFile(types)
  const module = source && checker.getSymbolAtLocation(source)
  if (module === undefined) throw new Error(`${types} is not a module.`)
  const lines = checker.getExportsOfModule(module).flatMap((exported) => {
    const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported
    return symbol.flags & ts.SymbolFlags.Value
      ? wrapValue(checker, `entry.${exported.name}`, exported.name, checker.getTypeOfSymbol(symbol))
      : []
  })
  return [`import * as entry from '${specifier}'`, `export * from '${specifier}'`, ...lines, ''].join('\n')
}

function wrapValue(checker: ts.TypeChecker, value: string, name: string, type: ts.Type): string[] {
  if (type.getConstructSignatures().length > 0) {
    return [
      `export class Own_${name} extends ${value} {}`,
      `export const create_${name} = (...args: ConstructorParameters<typeof ${value}>) => new ${value}(...args)`,
    ]
  }
  const [signature] = type.getCallSignatures()
  if (signature === undefined) {
    // A constant, or an object of functions such as `trigger`.
    const isNamespace = (type.symbol?.flags ?? 0) & (ts.SymbolFlags.Namespace | ts.SymbolFlags.TypeLiteral)
    const members = isNamespace ? type.getProperties() : []
    return [
      `export const alias_${name} = ${value}`,
      ...members.flatMap((member) =>
        wrapValue(checker, `${value}.${member.name}`, `${name}_${member.name}`, checker.getTypeOfSymbol(member)),
      ),
    ]
  }
  const args = `(...args: Parameters<typeof ${value}>)`
  const result = checker.getAwaitedType(signature.getReturnType()) ?? signature.getReturnType()
  const isSpreadable = (result.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) !== 0
  return [
    `export const alias_${name} = ${value}`,
    `export const wrap_${name} = ${args} => ${value}(...args)`,
    `export async function await_${name}${args} { return [await ${value}(...args)] }`,
    ...(isSpreadable
      ? [`export const spread_${name} = async ${args} => ({ ...(await ${value}(...args)), more: true })`]
      : []),
  ]
}
