import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { root } from '../../scripts/lib/root.ts'
import { createProject } from './createProject.js'

// docs/testing.md says that page code can be tested in happy-dom, with a virtual passkey and another storage.
const project = await createProject(['happy-dom'])
afterAll(project.remove)

const page = `
  import { verifyMessage } from 'viem'
  import { createPasskeyAccount, createSessionKey, createSignerClient, PasskeyCancelledError, signIn, signUp, webAuthnStamper } from 'viem-passkey-account'
  import { createSignUpHandler } from 'viem-passkey-account/server'
  import { createVirtualPasskey } from 'viem-passkey-account/testing'
  import { createTestWallet } from 'viem-passkey-account/testing/vitest'
  import { afterAll, expect, test } from 'vitest'

  const { organization, signer, close } = await createTestWallet()
  afterAll(close)
  const rp = { id: location.hostname }
  const passkey = createVirtualPasskey({ rpId: rp.id, origin: location.origin })
  const fetchFn = signer.fetch
  const client = createSignerClient({ url: 'https://signer.test', fetchFn, stamper: webAuthnStamper({ rpId: rp.id, getFn: passkey.getFn }) })
  const handler = createSignUpHandler({ client: organization.client, organizationId: organization.organizationId })
  const wallet = await signUp({ url: '/api/sign-up', rp, user: { name: 'anna' }, createFn: passkey.createFn, fetchFn: handler })
  const account = createPasskeyAccount({ client, ...wallet })

  test('this is happy-dom', () => {
    expect(window.happyDOM).toBeDefined()
    expect(document.createElement('output').tagName).toBe('OUTPUT')
  })

  test('a message is signed', async () => {
    const signature = await account.signMessage({ message: 'Hello' })
    expect(await verifyMessage({ address: wallet.address, message: 'Hello', signature })).toBe(true)
  })

  test('a prompt is dismissed', async () => {
    passkey.next('cancel')
    await expect(account.signMessage({ message: 'Hello' })).rejects.toBeInstanceOf(PasskeyCancelledError)
  })

  test('a session signs without a prompt', async () => {
    let stored
    const storage = { load: async () => stored, save: async (session) => { stored = session }, remove: async () => { stored = undefined } }
    const session = await signIn(client, { organizationId: wallet.organizationId, key: await createSessionKey(), storage })
    const prompts = passkey.prompts.length
    await createPasskeyAccount({ client, stamper: session, ...wallet }).signMessage({ message: 'Hello' })
    expect(passkey.prompts).toHaveLength(prompts)
  })

  test('over HTTP, with happy-dom’s own fetch', async () => {
    const { account, close } = await createTestWallet({ http: true })
    expect(await account.signMessage({ message: 'Hello' })).toMatch(/^0x[0-9a-f]{130}$/)
    await close()
  })
`

test('page code can be tested in happy-dom', async () => {
  project.write(
    'vitest.config.mjs',
    `export default { test: { testTimeout: 0, hookTimeout: 0, environment: 'happy-dom' } }`,
  )
  project.write('page.test.mjs', page)
  const vitest = root('node_modules/vitest/vitest.mjs')
  await project.run(process.execPath, [vitest, 'run', '--reporter=json', '--outputFile=report.json'])
  const report: unknown = JSON.parse(readFileSync(join(project.directory, 'report.json'), 'utf8'))
  expect(report).toMatchObject({ numPassedTests: 5, numFailedTests: 0 })
})
