import { execFileSync } from 'node:child_process'
import { accessSync, constants, existsSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { root } from '../../scripts/lib/root.ts'
import { createProject } from './createProject.js'

const project = await createProject()
afterAll(project.remove)

// The globals of the language itself, which look at nothing outside the program.
const language = [
  'globalThis',
  'undefined',
  'NaN',
  'Infinity',
  'Object',
  'Function',
  'Array',
  'Error',
  'TypeError',
  'RangeError',
  'Symbol',
].concat(
  'Promise',
  'Map',
  'Set',
  'WeakMap',
  'WeakSet',
  'RegExp',
  'String',
  'Number',
  'BigInt',
  'Boolean',
  'Math',
  'JSON',
  'Uint8Array',
)

// The body of a program, in both module systems: it gets what it needs by name.
const programs = {
  import: (names: Record<string, string>, body: string): [string, string] => {
    const lines = Object.entries(names).map(([name, from]) => `import * as ${name} from '${from}'`)
    return ['main.mjs', `${lines.join('\n')}\n${body}`]
  },
  require: (names: Record<string, string>, body: string): [string, string] => {
    const lines = Object.entries(names).map(([name, from]) => `const ${name} = require('${from}');`)
    return ['main.cjs', `${lines.join('\n')}\nvoid (async () => {\n${body}\n})()`]
  },
}

const subpaths = {
  root: 'viem-passkey-account',
  actions: 'viem-passkey-account/actions',
  server: 'viem-passkey-account/server',
  testing: 'viem-passkey-account/testing',
}

describe.each(['import', 'require'] as const)('by %s', (kind) => {
  const runProgram = async (names: Record<string, string>, body: string, node = process.execPath): Promise<unknown> => {
    const [file, code] = programs[kind](names, body)
    project.write(file, code)
    return JSON.parse(await project.run(node, ['--no-warnings', file]))
  }

  test('every entry point has something to give', async () => {
    const found = await runProgram(
      { ...subpaths, signer: 'viem-passkey-account/signer' },
      `console.log(JSON.stringify([root.createPasskeyAccount, actions.submit, server.createProxy, testing.createVirtualPasskey,
        signer.createLocalSigner, signer.listen].map((value) => typeof value)))`,
    )
    expect(found).toEqual(Array(6).fill('function'))
  })

  test('errors are viem errors, of one copy across the entry points', async () => {
    const found = await runProgram(
      { ...subpaths, viem: 'viem' },
      `const client = root.createSignerClient({ url: 'http://localhost:1' })
       const thrown = await actions.whoami(client, { organizationId: 'x' }).catch((error) => error)
       const classes = Object.values(root).filter((value) => /Error$/.test(value.name))
       const shared = Object.keys(root).filter((name) => name in actions || name in server)
       console.log(JSON.stringify({
         name: thrown.name,
         viem: thrown instanceof viem.BaseError,
         ours: thrown instanceof root[thrown.name],
         walk: thrown.walk((error) => error instanceof root[thrown.name]) === thrown,
         classes: classes.length,
         strangers: classes.filter((value) => !(value.prototype instanceof viem.BaseError)).map((value) => value.name),
         copies: shared.filter((name) => root[name] !== (actions[name] ?? server[name])),
       }))`,
    )
    expect(found).toEqual({
      name: 'StamperMissingError',
      viem: true,
      ours: true,
      walk: true,
      classes: expect.toSatisfy((count: number) => count > 20),
      strangers: [],
      copies: [],
    })
  })

  // Whoever uses the root in a browser, an edge runtime or React Native gets what this loads.
  test.each(Object.values(subpaths))('%s loads no Node built-in and nothing of the signer', async (path) => {
    const program = `
      const { registerHooks, isBuiltin } = process.getBuiltinModule('module')
      const loaded = []
      registerHooks({
        resolve(specifier, context, next) {
          const result = next(specifier, context)
          const mine = (url) => url?.includes('/node_modules/viem-passkey-account/')
          if (mine(context.parentURL)) loaded.push(isBuiltin(specifier) ? 'builtin ' + specifier : specifier)
          return result
        },
      })
      ${kind === 'import' ? `await import('${path}')` : `process.getBuiltinModule('module').createRequire(__filename)('${path}')`}
      console.log(JSON.stringify(loaded))`
    const loaded = await runProgram({}, program)
    if (!Array.isArray(loaded)) throw new Error('The program printed no list.')
    expect(loaded.filter((specifier) => /^builtin|sqlite|signer\//.test(specifier))).toEqual([])
  })

  test.each(Object.values(subpaths))('%s touches nothing when it loads', async (path) => {
    // Everything that the platform provides is watched, for as long as the package loads.
    const program = `
      const touched = []
      const load = () => ${kind === 'import' ? `import('${path}')` : `require('${path}')`}
      for (const name of Object.getOwnPropertyNames(globalThis)) {
        const descriptor = Object.getOwnPropertyDescriptor(globalThis, name)
        if (!descriptor.configurable || ${JSON.stringify(language)}.includes(name)) continue
        Object.defineProperty(globalThis, name, {
          configurable: true,
          get() {
            const caller = new Error().stack.split('\\n')[2] ?? ''
            if (caller.includes('/node_modules/viem-passkey-account/')) touched.push(name)
            return descriptor.get ? descriptor.get.call(globalThis) : descriptor.value
          },
          set(value) { descriptor.value = value },
        })
      }
      await load()
      console.log(JSON.stringify(touched))`
    expect(await runProgram({}, program)).toEqual([])
  })
})

const old = findOldNode()
describe.skipIf(old === undefined)(`on the machine's own Node ${old?.version}`, () => {
  test.each(['import', 'require'] as const)('root, actions, server and testing load by %s', async (kind) => {
    const [file, code] = programs[kind](
      subpaths,
      `console.log(typeof root.createPasskeyAccount, typeof actions.submit, typeof server.createProxy, typeof testing.createVirtualPasskey)`,
    )
    project.write(file, code)
    expect(await project.run(old?.path ?? '', [file])).toBe('function function function function\n')
  })
})

test('the command is there, executable, and says what it can do', async () => {
  const { bin } = JSON.parse(
    readFileSync(join(project.directory, 'node_modules/viem-passkey-account/package.json'), 'utf8'),
  )
  const file = join(project.directory, 'node_modules/viem-passkey-account', bin['passkey-signer'])
  accessSync(file, constants.X_OK)
  expect(readFileSync(file, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/)
  expect(await project.run(file, ['--help'])).toContain('--port')
})

/** A Node of the machine that is too old for `node:sqlite`, where the rest must load all the same. */
function findOldNode(): { path: string; version: string } | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => !folder.startsWith(root('node_modules')))
  for (const path of folders.map((folder) => join(folder, 'node')).filter((path) => existsSync(path))) {
    const version = execFileSync(path, ['--version'], { encoding: 'utf8' }).trim().slice(1)
    const [major = 0, minor = 0] = version.split('.').map(Number)
    if (major < 22 || (major === 22 && minor < 16)) return { path, version }
  }
  return undefined
}
