import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { findBare } from '../../scripts/lib/findBare.ts'

const directory = realpathSync(mkdtempSync(join(tmpdir(), 'editor-docs-')))
const packageRoot = join(directory, 'package')
mkdirSync(packageRoot)
afterAll(() => rmSync(directory, { recursive: true }))

const write = (name: string, content: string): string => {
  const file = join(directory, `${name}.d.ts`)
  writeFileSync(file, content)
  return file
}
write('foreign', 'export declare class Base extends Error { details: string }\nexport type Wide = { wide: 1 }')

/** One type, itself documented. */
const type = (definition: string): string => `/** . */ export type T = ${definition}`

// [what it is about, declarations, what is bare]. `/** . */` gets a separate line, as TypeScript wants.
const fixtures: [string, string, string[]][] = [
  [
    'an option that only the function describes',
    `
    /**
     * Listens.
     * @param parameters.port - The port.
     */
    export declare function listen(parameters: listen.Parameters): void
    export declare namespace listen {
      type Parameters = { port: number; /** . */ host: string }
    }`,
    ['listen.Parameters.port'],
  ],
  [
    'exports of every kind',
    `
    export declare function run(): void
    export declare const limit: number
    export type Name = string
    export interface Shape {}
    export declare class Failure {}
    /** @deprecated */
    export declare const old: number`,
    ['Failure', 'Name', 'Shape', 'limit', 'old', 'run'],
  ],
  ['a comment on the line of the brace before it', type('{ /** Lost. */ a: 1 }'), ['T.a']],
  ['a nested object', type('{ /** . */ tls: { key: string } }'), ['T.tls.key']],
  ['a member of a union', type(`{ /** . */ kind: 'a' } | { kind: 'b' }`), ['T.kind']],
  ['a part of an intersection', type('{ /** . */ a: 1 } & { b: 2 }'), ['T.b']],
  ['elements of an array', type('readonly { a: 1 }[]'), ['T.a']],
  ['a promise', type('Promise<{ a: 1 }>'), ['T.a']],
  ['a map', type('Map<string, { a: 1 }>'), ['T.a']],
  ['a record', type('Record<string, { a: 1 }>'), ['T.a']],
  ['a mapped type', type('Partial<{ a: 1 }>'), ['T.a']],
  [
    'the parameter of a callback',
    type('{ /** . */ run: (options: { signal: AbortSignal }) => void }'),
    ['T.run.signal'],
  ],
  ['the result of a method', type('{ /** . */ run(): Promise<{ done: boolean }> }'), ['T.run.done']],
  [
    'fields and constructor parameters of a class',
    `
    /** . */
    export declare class Failure extends Error {
      readonly status: number
      constructor(fields: { url: string })
    }`,
    ['Failure.status', 'Failure.url'],
  ],
  [
    'the constraint of a type parameter',
    '/** . */ export declare function pick<T extends { a: 1 }>(value: T): T',
    ['pick.a'],
  ],
  [
    'a type that is not exported, under its own name',
    `
    type Options = { a: 1 }
    /** . */
    export declare function run(options: Options): void
    export {}`,
    ['Options.a'],
  ],
  [
    'nothing that comes from elsewhere or overrides it',
    `
    import type { Base, Wide } from '../foreign.js'
    /** . */
    export declare class Failure extends Base { name: 'Failure'; details: string }
    /** . */
    export type T = Wide & Pick<URL, 'href'> & { /** . */ signal: AbortSignal; /** . */ wide: Wide }`,
    [],
  ],
  [
    'nothing that a base type documents',
    `
    /** . */
    export interface Base { /** . */ a: 1 }
    /** . */
    export interface Derived extends Base { a: 1 }`,
    [],
  ],
]

const entries = fixtures.map(([name, content], index) => ({
  name,
  file: write(`package/fixture${index}`, content.replaceAll('/** . */', '\n/** . */\n')),
}))
const reports = findBare(entries, { packageRoot })

test.each(fixtures)('finds %s', (name, _, bare) => {
  const report = reports.find((candidate) => candidate.name === name)
  expect(report?.bare.map(({ path }) => path).sort()).toEqual(bare)
  expect(report?.total).toBeGreaterThanOrEqual(bare.length)
})

test('counts a property once, where it is reached first', () => {
  const shared = write('package/shared', '/** . */ export type Shared = { a: 1 }')
  const again = write(
    'package/again',
    `export type { Shared } from './shared.js'\n/** . */\nexport type More = { b: 1 }`,
  )
  const found = findBare(
    [
      { name: '.', file: shared },
      { name: '/again', file: again },
    ],
    { packageRoot },
  )
  expect(found).toEqual([
    { name: '.', total: 2, bare: [{ path: 'Shared.a', place: `${shared}:1` }] },
    { name: '/again', total: 2, bare: [{ path: 'More.b', place: `${again}:3` }] },
  ])
})
