import { accessSync, constants, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { createProject } from './createProject.js'
import { findOldNode } from './findOldNode.js'

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

/** What runs anywhere. */
const subpaths = {
  root: 'viem-passkey-account',
  actions: 'viem-passkey-account/actions',
  policies: 'viem-passkey-account/policies',
  provider: 'viem-passkey-account/provider',
  server: 'viem-passkey-account/server',
  testing: 'viem-passkey-account/testing',
  // Without wagmi: the project does not have it.
  wagmi: 'viem-passkey-account/wagmi',
}

/** What needs Node, and may know a test runner's types. */
const kits = {
  node: 'viem-passkey-account/testing/node',
  vitest: 'viem-passkey-account/testing/vitest',
  playwright: 'viem-passkey-account/testing/playwright',
}

describe.each(['import', 'require'] as const)('by %s', (kind) => {
  const runProgram = async (names: Record<string, string>, body: string, node = process.execPath): Promise<unknown> => {
    const [file, code] = programs[kind](names, body)
    project.write(file, code)
    return JSON.parse(await project.run(node, ['--no-warnings', file]))
  }

  test('every entry point has exports', async () => {
    const found = await runProgram(
      { ...subpaths, signer: 'viem-passkey-account/signer', ...kits },
      `console.log(JSON.stringify([root.createPasskeyAccount, actions.submit, policies.parsePolicy, provider.createProvider, server.createProxy, testing.createVirtualPasskey, wagmi.passkey,
        signer.createLocalSigner, signer.listen, node.createTestWallet, vitest.setup, playwright.addVirtualAuthenticator]
        .map((value) => typeof value)))`,
    )
    expect(found).toEqual(Array(12).fill('function'))
  })

  test('the kits work, and share the classes of the package', async () => {
    const found = await runProgram(
      { ...kits, root: 'viem-passkey-account' },
      `const { account, close, passkey } = await node.createTestWallet()
       passkey.next('cancel')
       const thrown = await account.signMessage({ message: 'hello' }).catch((error) => error)
       await close()
       const missing = await node.startAnvil({ command: 'no-such-anvil' }).catch((error) => error)
       console.log(JSON.stringify({
         thrown: thrown instanceof root.PasskeyCancelledError,
         missing: missing instanceof root.PasskeyAccountError && missing.code,
         same: vitest.createTestWallet === node.createTestWallet,
       }))`,
    )
    expect(found).toEqual({ thrown: true, missing: 'NOT_FOUND', same: true })
  })

  test('errors are viem errors, of one copy across the entry points', async () => {
    const found = await runProgram(
      { ...subpaths, viem: 'viem' },
      `const client = root.createSignerClient({ url: 'http://localhost:1' })
       const thrown = await actions.whoami(client, { organizationId: 'x' }).catch((error) => error)
       const classes = Object.values(root).filter((value) => /^[A-Z].*Error$/.test(value.name))
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

  /** What the package's own files import while an entry point loads. */
  const loadedBy = (path: string): Promise<unknown> =>
    runProgram(
      {},
      `const { registerHooks, isBuiltin } = process.getBuiltinModule('module')
       const loaded = []
       registerHooks({
         resolve(specifier, context, next) {
           const ours = context.parentURL?.includes('/node_modules/viem-passkey-account/')
           if (ours) loaded.push(isBuiltin(specifier) ? 'built-in ' + specifier : specifier)
           return next(specifier, context)
         },
       })
       ${kind === 'import' ? 'await import' : 'require'}('${path}')
       console.log(JSON.stringify(loaded))`,
    )

  /** Which of the platform's globals the package's own files look at while an entry point loads. */
  const touchedBy = (path: string): Promise<unknown> =>
    runProgram(
      {},
      `const touched = []
       const load = () => ${kind}('${path}')
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
       console.log(JSON.stringify(touched))`,
    )

  // Apps in a browser, an edge runtime or React Native get what these load.
  test.each(Object.values(subpaths))(
    '%s loads no Node built-in, no test runner and nothing of the signer',
    async (path) => {
      const forbidden = /\/(policies|testing)$/.test(path)
        ? /^(built-in|vitest|@playwright)/
        : /^(built-in|vitest|@playwright|ox|@levischuck)/
      expect(await loadedBy(path)).toSatisfy(
        (loaded: string[]) => !loaded.some((specifier) => forbidden.test(specifier)),
      )
    },
  )

  test.each(Object.values(kits))('%s loads no test runner by itself', async (path) => {
    const loaded = await loadedBy(path)
    expect(loaded).toSatisfy((names: string[]) => !names.some((name) => /^(vitest|@playwright|playwright)/.test(name)))
    expect(loaded).toContain('viem-passkey-account/signer')
  })

  test('the signer does, which shows that the test above can fail', async () => {
    expect(await loadedBy('viem-passkey-account/signer')).toContain('built-in node:crypto')
    expect(await loadedBy('viem-passkey-account')).toContain('viem')
  })

  test.each(Object.values(subpaths))('%s touches nothing when it loads', async (path) => {
    expect(await touchedBy(path)).toEqual([])
  })

  test('a file that does is found', async () => {
    project.write('node_modules/viem-passkey-account/touching.cjs', 'typeof fetch; new TextEncoder()')
    expect(await touchedBy('./node_modules/viem-passkey-account/touching.cjs')).toEqual(['fetch', 'TextEncoder'])
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

  test('the signer loads, and says what is missing', async () => {
    project.write(
      'old.mjs',
      `import { createLocalSigner } from 'viem-passkey-account/signer'
      createLocalSigner().catch((error) => console.log(error.name, error.message))`,
    )
    const output = await project.run(old?.path ?? '', ['old.mjs'])
    expect(output).toContain('SignerRuntimeError The local signer cannot run here: this runtime lacks node:sqlite')
  })
})

test('the command is executable and prints its help', async () => {
  const { bin } = JSON.parse(
    readFileSync(join(project.directory, 'node_modules/viem-passkey-account/package.json'), 'utf8'),
  )
  const file = join(project.directory, 'node_modules/viem-passkey-account', bin['passkey-signer'])
  accessSync(file, constants.X_OK)
  expect(readFileSync(file, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/)
  expect(await project.run(file, ['--help'])).toContain('--port')
})
