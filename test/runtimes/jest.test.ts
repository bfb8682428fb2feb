import { readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readPage, readSnippets } from '../docs/pages.js'
import { createProject } from '../package/createProject.js'
import { fixture } from './fixture.js'

// docs/testing.md says how Jest runs a user's tests. Its files are run as printed.
const project = await createProject()
afterAll(project.remove)
symlinkSync(fixture('jest-environment-jsdom'), join(project.directory, 'node_modules/jest-environment-jsdom'))

const printed = readSnippets(readPage('docs/testing.md')).filter(({ heading }) => heading === 'Jest')
for (const { code } of printed) project.write(/^\/\/ (\S+)/.exec(code)?.[1] ?? '', code)

// More of what the page says of createTestWallet, and what another realm could break.
const more = `
const { createLocalSigner } = require('viem-passkey-account/signer')
const { PasskeyCancelledError } = require('viem-passkey-account')
const { createTestWallet } = require('viem-passkey-account/testing/node')
const { privateKeyToAccount } = require('viem/accounts')
const { verifyTypedData, parseTransaction } = require('viem')
const { mkdtempSync, rmSync } = require('node:fs')
const { tmpdir } = require('node:os')
const { join } = require('node:path')

let wallet
beforeAll(async () => {
  wallet = await createTestWallet()
})
afterAll(() => wallet.close())

test('a dismissed prompt', async () => {
  wallet.passkey.next(Promise.resolve('cancel'))
  await expect(wallet.account.signMessage({ message: 'Hello' })).rejects.toBeInstanceOf(PasskeyCancelledError)
  expect(wallet.passkey.prompts.at(-1)).toMatchObject({ outcome: 'NotAllowedError' })
  wallet.passkey.next(require('node:timers/promises').setTimeout(1, 'cancel'))
  await expect(wallet.account.signMessage({ message: 'Hello' })).rejects.toBeInstanceOf(PasskeyCancelledError)
})

test('every kind of signature, with a key that is known', async () => {
  const privateKey = '0x' + '12'.repeat(32)
  const own = privateKeyToAccount(privateKey)
  const { account, close } = await createTestWallet({ privateKey })
  const typedData = { types: { Note: [{ name: 'text', type: 'string' }] }, primaryType: 'Note', message: { text: 'Hello' } }
  const transaction = { type: 'eip1559', chainId: 1, to: own.address, nonce: 0, gas: 21000n, maxFeePerGas: 1n }
  expect(await account.signMessage({ message: { raw: new Uint8Array([1, 2]) } })).toBe(await own.signMessage({ message: '\\x01\\x02' }))
  expect(await account.signMessage({ message: { raw: Buffer.from([1, 2]) } })).toBe(await own.signMessage({ message: '\\x01\\x02' }))
  expect(await account.signTypedData(typedData)).toBe(await own.signTypedData(typedData))
  expect(await account.signTransaction(transaction)).toBe(await own.signTransaction(transaction))
  await close()
})

test('over HTTP', async () => {
  const { account, close } = await createTestWallet({ http: true })
  expect(await account.signMessage({ message: 'Hello' })).toMatch(/^0x[0-9a-f]{130}$/)
  await close()
})

test('while time stands still', async () => {
  jest.useFakeTimers()
  expect(await wallet.account.signMessage({ message: 'Hello' })).toMatch(/^0x[0-9a-f]{130}$/)
  jest.useRealTimers()
})

test('a signer with a file, which it creates with its key', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'jest-'))
  const database = join(folder, 'signer.db')
  const { organizationId, close } = await createLocalSigner({ database })
  await close()
  const again = await createLocalSigner({ database })
  expect(again.organizationId).toBe(organizationId)
  await again.close()
  await expect(createLocalSigner({ database: join(folder, 'none/signer.db') })).rejects.toMatchObject({
    message: expect.stringContaining('does not exist'),
  })
  rmSync(folder, { recursive: true })
})
`

/** Runs the project's tests. @returns the names of those that passed, and what failed. */
async function runJest(args: readonly string[], node: readonly string[] = []) {
  const report = join(project.directory, 'report.json')
  await project
    .run(process.execPath, [...node, fixture('jest/bin/jest.js'), '--json', `--outputFile=${report}`, ...args])
    .catch(() => {})
  const { testResults } = JSON.parse(readFileSync(report, 'utf8'))
  const suites: { message: string; assertionResults: { title: string; status: string }[] }[] = testResults
  return {
    passed: suites.flatMap(({ assertionResults }) =>
      assertionResults.filter(({ status }) => status === 'passed').map(({ title }) => title),
    ),
    failures: suites.map(({ message }) => message).filter((message) => message !== ''),
  }
}

const documented = ['a message needs one prompt']
const all = [
  ...documented,
  'a dismissed prompt',
  'every kind of signature, with a key that is known',
  'over HTTP',
  'while time stands still',
  'a signer with a file, which it creates with its key',
]

test("Jest's node environment, its default", async () => {
  project.write('test/more.test.js', more)
  project.write('node.config.js', 'module.exports = {}')
  const { passed, failures } = await runJest(['--config', 'node.config.js'])
  expect(failures).toEqual([])
  expect(passed.toSorted()).toEqual(all.toSorted())
})

test('jsdom, with the environment of docs/testing.md', async () => {
  project.write('test/more.test.js', `${more}\ntest('this is jsdom', () => expect(document.title).toBe(''))`)
  const { passed, failures } = await runJest([])
  expect(failures).toEqual([])
  expect(passed.toSorted()).toEqual([...all, 'this is jsdom'].toSorted())
})

test.each(['node', './jest-environment.js'])('ES modules, in %s', async (testEnvironment) => {
  const [body] = printed.filter(({ code }) => code.includes('wallet.test.js'))
  const code = (body?.code ?? '').replaceAll(/const (\{.*\}) = require\((.*)\)/g, 'import $1 from $2')
  expect(code).toContain("import { verifyMessage } from 'viem'")
  project.write('test/wallet.test.mjs', code)
  const config = { testEnvironment, transform: {}, testMatch: ['**/*.test.mjs'], moduleFileExtensions: ['mjs', 'js'] }
  project.write('esm.config.js', `module.exports = ${JSON.stringify(config)}`)
  const { passed, failures } = await runJest(['--config', 'esm.config.js'], ['--experimental-vm-modules'])
  expect(failures).toEqual([])
  expect(passed).toEqual(documented)
})

test('without that environment, the error names what is missing', async () => {
  const config = { testEnvironment: 'jsdom', setupFiles: ['./text.js'], testMatch: ['**/missing.test.js'] }
  project.write('plain.config.js', `module.exports = ${JSON.stringify(config)}`)
  project.write(
    'text.js',
    `const { TextEncoder, TextDecoder } = require('node:util'); Object.assign(globalThis, { TextEncoder, TextDecoder })`,
  )
  project.write(
    'test/missing.test.js',
    `const { createTestWallet, TestEnvironmentError } = require('viem-passkey-account/testing/node')
     test('missing', async () => {
       const thrown = await createTestWallet({ http: true }).catch((error) => error)
       expect(thrown).toBeInstanceOf(TestEnvironmentError)
       expect(thrown.missing).toEqual(['Request', 'Response', 'fetch', 'crypto.subtle'])
     })
     test('of another realm', async () => {
       const { Headers, Request, Response, webcrypto } = node
       Object.assign(globalThis, { Headers, Request, Response })
       Object.defineProperty(globalThis, 'crypto', { value: webcrypto })
       const thrown = await createTestWallet().catch((error) => error)
       expect(thrown.missing).toEqual(['an AbortController whose signals its Request takes'])
     })`,
  )
  // As far as most set-ups go: the fetch API and crypto, and not the signals.
  project.write(
    'plain-environment.js',
    `const { TestEnvironment } = require('jest-environment-jsdom')
     module.exports = class extends TestEnvironment {
       async setup() {
         await super.setup()
         this.global.node = { Headers, Request, Response, webcrypto: crypto }
       }
     }`,
  )
  project.write(
    'plain.config.js',
    `module.exports = ${JSON.stringify({ ...config, testEnvironment: './plain-environment.js' })}`,
  )
  const { passed, failures } = await runJest(['--config', 'plain.config.js'])
  expect(failures).toEqual([])
  expect(passed).toEqual(['missing', 'of another realm'])
})

test('viem itself says that TextEncoder is missing', async () => {
  const config = { testEnvironment: 'jsdom', testMatch: ['**/wallet.test.js'] }
  project.write('bare.config.js', `module.exports = ${JSON.stringify(config)}`)
  const { failures } = await runJest(['--config', 'bare.config.js'])
  expect(failures).toEqual([expect.stringContaining('TextEncoder is not defined')])
})
