import { readFileSync } from 'node:fs'
import { afterAll, describe, expect, test } from 'vitest'
import { root } from '../../scripts/lib/root.ts'
import { nativeTsc, tsc } from '../../scripts/lib/tsc.ts'
import { createProject } from './createProject.js'

const project = await createProject(['abitype'])
afterAll(project.remove)

const program = `
  import { type Account, createWalletClient, http, type LocalAccount, type SignTypedDataReturnType } from 'viem'
  import { mainnet } from 'viem/chains'
  import { createPasskeyAccount, createSignerClient, type PasskeyAccount, type Stamper, webAuthnStamper } from 'viem-passkey-account'
  import { submit, whoami } from 'viem-passkey-account/actions'
  import { createProxy } from 'viem-passkey-account/server'
  import { createLocalSigner } from 'viem-passkey-account/signer'
  import { createVirtualPasskey } from 'viem-passkey-account/testing'

  const { getFn } = createVirtualPasskey({ rpId: 'localhost', origin: 'http://localhost' })
  const stamper: Stamper = webAuthnStamper({ rpId: 'localhost', getFn })
  const client = createSignerClient({ stamper, fetchFn: createProxy({}) })
  const account: PasskeyAccount = createPasskeyAccount({ client, organizationId: 'id', address: '0x00000000000000000000000000000000000000aa' })
  const local: LocalAccount<'passkey'> = account
  export const accounts: Account[] = [account, local]
  // A wallet client takes the account unchanged, and from then on knows who signs.
  const wallet = createWalletClient({ account, chain: mainnet, transport: http() })
  export const signed: () => Promise<SignTypedDataReturnType> = () => wallet.signMessage({ message: 'x' })
  export const sent = (): unknown => wallet.sendTransaction({ to: wallet.account.address, value: 1n })
  export const rest = [submit, whoami, createLocalSigner] as const
  // @ts-expect-error an account needs an address
  createPasskeyAccount({ client, organizationId: 'id' })
`

const settings = {
  strict: true,
  noEmit: true,
  target: 'es2022',
  lib: ['es2023', 'dom'],
  types: [],
}

const promises = readFileSync(root('test/types/account.test-d.ts'), 'utf8')

// For bundlers, see below. Under node16 a CommonJS file cannot name viem's types, in any package: viem ships them for ESM alone. nodenext can.
// Where skipLibCheck is false, the declarations themselves are checked, and all of viem's with them, which takes most of the time: here
// once for both formats and the newest viem, below with the oldest.
test.each([
  {
    moduleResolution: 'node16',
    module: 'node16',
    skipLibCheck: true,
    exactOptionalPropertyTypes: true,
    files: ['main.mts'],
  },
  {
    moduleResolution: 'nodenext',
    module: 'nodenext',
    skipLibCheck: false,
    exactOptionalPropertyTypes: true,
    files: ['main.mts', 'main.cts', 'promises.mts'],
  },
])('types resolve with $moduleResolution', async ({ files, ...resolution }) => {
  for (const file of files) project.write(file, file.startsWith('main') ? program : promises)
  project.write('tsconfig.json', JSON.stringify({ compilerOptions: { ...settings, ...resolution }, files }))
  expect(await project.run(process.execPath, [tsc, '-p', '.'])).toBe('')
})

const versionOf = (name: string): string =>
  JSON.parse(readFileSync(root(`node_modules/${name}/package.json`), 'utf8')).version

describe('with the oldest viem that `peerDependencies` allows', async () => {
  const project = await createProject(['abitype'], { viem: 'viem-lowest' })
  afterAll(project.remove)

  test('the types match what a bundler gets', async () => {
    project.write('promises.ts', promises)
    const resolution = { moduleResolution: 'bundler', module: 'esnext' }
    const compilerOptions = { ...settings, ...resolution, skipLibCheck: false, exactOptionalPropertyTypes: false }
    project.write('tsconfig.json', JSON.stringify({ compilerOptions, files: ['promises.ts'] }))
    expect(await project.run(process.execPath, [nativeTsc, '-p', '.'])).toBe('')
  })
})

test('types that do not match are found', async () => {
  const broken = promises.replace("PasskeyAccount['source'], 'passkey'", "PasskeyAccount['source'], 'privateKey'")
  expect(broken).not.toBe(promises)
  project.write('promises.ts', broken)
  const compilerOptions = { ...settings, skipLibCheck: true, moduleResolution: 'bundler', module: 'esnext' }
  project.write('tsconfig.json', JSON.stringify({ compilerOptions, files: ['promises.ts'] }))
  const compiling = project.run(process.execPath, [nativeTsc, '-p', '.'])
  await expect(compiling).rejects.toThrow("Type 'false' does not satisfy the constraint 'true'")
})

test('the oldest viem is the oldest that is allowed', () => {
  const { peerDependencies } = JSON.parse(readFileSync(root('package.json'), 'utf8'))
  expect(peerDependencies.viem).toBe(`^${versionOf('viem-lowest')}`)
})
