import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { verifyMessage } from 'viem'
import type { SessionStorage } from 'viem-passkey-account'
import { createSignUpHandler } from 'viem-passkey-account/server'
import { createVirtualPasskey } from 'viem-passkey-account/testing'
import { createTestWallet } from 'viem-passkey-account/testing/node'
import { afterAll, expect, test } from 'vitest'
import { createProject } from '../package/createProject.js'
import { compileWithHermes } from '../reactNative/compileWithHermes.js'
import { openRuntime } from '../reactNative/openRuntime.js'
import { fixture } from './fixture.js'

const project = await createProject()
const { signer, organization, close } = await createTestWallet()
afterAll(async () => {
  project.remove()
  await close()
})

function findPackage(name: string, from: string): string | undefined {
  const folder = join(from, 'node_modules', name)
  if (existsSync(folder)) return realpathSync(folder)
  return from === dirname(from) ? undefined : findPackage(name, dirname(from))
}

/** The folders of packages and of all that they depend on. */
function foldersOf(names: readonly string[], from: string, found = new Set<string>()): Set<string> {
  for (const name of names) {
    const folder = findPackage(name, from)
    if (folder === undefined || found.has(folder)) continue
    found.add(folder)
    const { dependencies = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    foldersOf(Object.keys(dependencies), folder, found)
  }
  return found
}

project.write(
  'index.js',
  `globalThis.bundled = require('viem-passkey-account')
  globalThis.others = [require('viem-passkey-account/actions'), require('viem-passkey-account/server'), require('viem-passkey-account/testing')]`,
)

/** The bundle of a release, by Metro with React Native's default configuration. */
async function bundleWithMetro(packageExports: boolean): Promise<string> {
  // Links lead out of the project, and Metro reads nothing that it does not watch. An app has all of these in one folder.
  const watchFolders = [
    ...foldersOf(['viem-passkey-account', 'viem'], project.directory),
    ...foldersOf(['metro-runtime', '@react-native/js-polyfills', '@babel/runtime'], fixture('..')),
  ]
  project.write(
    'metro.config.cjs',
    `const { getDefaultConfig, mergeConfig } = require('node:module').createRequire(${JSON.stringify(fixture('../package.json'))})('@react-native/metro-config')
    module.exports = mergeConfig(getDefaultConfig(__dirname), {
      projectRoot: __dirname,
      watchFolders: ${JSON.stringify(watchFolders)},
      resolver: { unstable_enablePackageExports: ${packageExports}, nodeModulesPaths: [${JSON.stringify(fixture())}] },
      // Nothing of React Native itself, which is not installed.
      serializer: { getModulesRunBeforeMainModule: () => [] },
      cacheStores: [],
      maxWorkers: 1,
    })`,
  )
  const options = ['--config', 'metro.config.cjs', '--platform', 'ios', '--dev', 'false', '--minify', 'false']
  await project.run(process.execPath, [fixture('metro/src/cli.js'), 'build', 'index.js', '--out', 'out.js', ...options])
  return readFileSync(join(project.directory, 'out.js'), 'utf8')
}

test.each([
  ['on, its default', true],
  ['off', false],
])(
  "Metro's bundle, with package exports %s: signing up, in and messages; compiled by Hermes",
  async (_, packageExports) => {
    const script = await bundleWithMetro(packageExports)
    expect(compileWithHermes(script)).toBeGreaterThan(100_000)

    const { organizationId } = organization
    const signUpHandler = createSignUpHandler({ client: organization.client, organizationId })
    const send = (request: Request): Promise<Response> =>
      request.url.startsWith('https://app.test/') ? signUpHandler(request) : signer.fetch(request)
    // A session's key needs a WebCrypto, which an app adds.
    const native = await openRuntime(send, { crypto }, script)
    const passkey = createVirtualPasskey({ rpId: 'localhost', origin: 'http://localhost' })
    const wallet = await native.signUp({
      url: 'https://app.test/api/sign-up',
      rp: { id: 'localhost' },
      user: { name: 'anna' },
      createFn: passkey.createFn,
    })
    const stamper = native.webAuthnStamper({ rpId: 'localhost', getFn: passkey.getFn })
    const client = native.createSignerClient({ url: 'https://signer.test', stamper, pollingInterval: 1 })
    const account = native.createPasskeyAccount({ client, ...wallet })
    const { address } = wallet
    const signature = await account.signMessage({ message: 'hello' })
    expect(await verifyMessage({ address, message: 'hello', signature })).toBe(true)
    const transaction = { type: 'eip1559', chainId: 1, to: address, maxFeePerGas: 1n } as const
    expect(await account.signTransaction(transaction)).toMatch(/^0x02/)

    let stored: Awaited<ReturnType<SessionStorage['load']>>
    const storage: SessionStorage = {
      load: async () => stored,
      save: async (session) => {
        stored = session
      },
      remove: async () => {
        stored = undefined
      },
    }
    const key = await native.createSessionKey()
    const session = await native.signIn(client, { organizationId, key, storage })
    const prompts = passkey.prompts.length
    const bySession = native.createPasskeyAccount({ client, ...wallet, stamper: session })
    expect(await bySession.signMessage({ message: 'hello' })).toBe(signature)
    expect(passkey.prompts).toHaveLength(prompts)
  },
)
