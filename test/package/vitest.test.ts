import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { root } from '../../scripts/lib/root.ts'
import { nativeTsc } from '../../scripts/lib/tsc.ts'
import { createProject } from './createProject.js'

const project = await createProject(['@foundry-rs/anvil', '@types/node', 'typescript'])
afterAll(project.remove)

/** A run of the project's own tests: its report, and what they printed. */
async function runTests(): Promise<{ report: unknown; output: string }> {
  const report = ['--reporter=json', '--outputFile=report.json', '--disable-console-intercept']
  const output = await project.run(process.execPath, [root('node_modules/vitest/vitest.mjs'), 'run', ...report])
  return { report: JSON.parse(readFileSync(join(project.directory, 'report.json'), 'utf8')), output }
}

const body = `
  import { createPublicClient, createWalletClient, http, parseEther, verifyMessage } from 'viem'
  import { anvil as chain } from 'viem/chains'
  import { apiKeyStamper, createSignerClient } from 'viem-passkey-account'
  import { whoami } from 'viem-passkey-account/actions'
  import { createTestWallet } from 'viem-passkey-account/testing/vitest'
  import { afterAll, expect, inject, test } from 'vitest'

  const { anvil, signer } = inject('viem-passkey-account')
  const chainId: number = anvil.chainId
`

test('one Anvil and one signer for the whole run, for every file', async () => {
  project.write(
    'vitest.config.mjs',
    `export default { test: { testTimeout: 0, hookTimeout: 0, globalSetup: 'viem-passkey-account/testing/vitest' } }`,
  )
  project.write(
    'first.test.ts',
    `${body}
    const wallet = await createTestWallet()
    afterAll(wallet.close)
    test('the chain answers, and so does the signer', async () => {
      const client = createPublicClient({ chain, transport: http(anvil.url) })
      expect(await client.getChainId()).toBe(chainId)
      const { organizationId, apiKey, url } = signer
      expect(await whoami(createSignerClient({ url, stamper: apiKeyStamper(apiKey) }), { organizationId })).toMatchObject({ organizationId })
      expect((await fetch(url + '/faults')).status).toBe(200)
    })
    test('each test has its own wallet', async () => {
      const signature = await wallet.account.signMessage({ message: 'hello' })
      expect(await verifyMessage({ address: wallet.account.address, message: 'hello', signature })).toBe(true)
    })
    console.log('URLS', JSON.stringify([anvil.url, signer.url]))
    `,
  )
  project.write(
    'second.test.ts',
    `${body}\ntest('the same', () => console.log('URLS', JSON.stringify([anvil.url, signer.url])))`,
  )
  const { output, report } = await runTests()
  expect(report).toMatchObject({ numPassedTests: 3, numFailedTests: 0 })
  const urls = [...output.matchAll(/URLS (.*)/g)].map(([, line = '']) => line)
  expect(urls).toHaveLength(2)
  expect(urls[0]).toBe(urls[1])
  // Both are gone with the run.
  for (const url of JSON.parse(urls[0] ?? '[]')) await expect(fetch(url)).rejects.toThrow('fetch failed')
})

test('a custom set-up file chooses the options', async () => {
  project.write(
    'setup.mjs',
    `import { setup as start } from 'viem-passkey-account/testing/vitest'
    export const setup = (project) => start(project, { anvil: { chainId: 10 }, signer: { organizationId: 'a0000000-0000-4000-8000-000000000000' } })`,
  )
  project.write(
    'vitest.config.mjs',
    `export default { test: { testTimeout: 0, hookTimeout: 0, globalSetup: 'setup.mjs' } }`,
  )
  project.write(
    'first.test.ts',
    `import { expect, inject, test } from 'vitest'
    test('the chosen options are used', () => {
      const { anvil, signer } = inject('viem-passkey-account')
      expect([anvil.chainId, signer.organizationId]).toEqual([10, 'a0000000-0000-4000-8000-000000000000'])
    })`,
  )
  project.write('second.test.ts', `import { test } from 'vitest'\ntest('nothing', () => {})`)
  expect(await runTests()).toMatchObject({ report: { numPassedTests: 2, numFailedTests: 0 } })
})

test('what is provided is typed', async () => {
  project.write(
    'typed.ts',
    `${body}\n// @ts-expect-error there is no such part\nanvil.ulr\nvoid [createWalletClient, parseEther, afterAll, expect, test, createPublicClient, http, verifyMessage, chain, apiKeyStamper, createSignerClient, whoami, createTestWallet, signer.apiKey.publicKey, chainId]`,
  )
  const compilerOptions = {
    strict: true,
    noEmit: true,
    target: 'es2022',
    module: 'esnext',
    moduleResolution: 'bundler',
    lib: ['es2023', 'dom'],
    types: ['node'],
    skipLibCheck: true,
  }
  project.write('tsconfig.json', JSON.stringify({ compilerOptions, files: ['typed.ts'] }))
  expect(await project.run(process.execPath, [nativeTsc, '-p', '.'])).toBe('')
})
