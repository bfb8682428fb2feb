import { verifyMessage } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { nonceManager } from 'viem/nonce'
import { createSessionKey, SessionExpiredError, signIn } from 'viem-passkey-account'
import { listActivities, whoami } from 'viem-passkey-account/actions'
import { createTestWallet } from 'viem-passkey-account/testing/node'
import * as vitestKit from 'viem-passkey-account/testing/vitest'
import { describe, expect, expectTypeOf, onTestFinished, test, vi } from 'vitest'

async function open(parameters?: createTestWallet.Parameters) {
  const opened = await createTestWallet(parameters)
  onTestFinished(opened.close)
  return opened
}

test('creates a wallet whose account signs', async () => {
  const { account, client, organization, passkey, prompts, signer, wallet } = await open()
  expect(passkey.prompts).toMatchObject([{ type: 'create', outcome: 'approved', credentialId: wallet.credentialId }])
  expect(prompts()).toBe(0)
  const signature = await account.signMessage({ message: 'hello' })
  expect(await verifyMessage({ address: wallet.address, message: 'hello', signature })).toBe(true)
  expect(account).toMatchObject({ address: wallet.address, publicKey: wallet.publicKey, signerClient: client })
  expect(prompts()).toBe(1)

  const { organizationId } = wallet
  expect(await whoami(client, { organizationId })).toMatchObject({ userId: wallet.userId })
  expect(await listActivities(organization.client, { organizationId })).toHaveLength(1)
  expect(organization).toMatchObject({ organizationId: signer.organizationId, apiKey: signer.apiKey })
  expect(signer.url).toBeUndefined()
})

test('two wallets share nothing', async () => {
  const [one, other] = [await open(), await open()]
  expect(one.wallet.address).not.toBe(other.wallet.address)
  one.signer.addFault({ kind: 'failed' })
  await other.account.signMessage({ message: 'hello' })
  await expect(one.account.signMessage({ message: 'hello' })).rejects.toMatchObject({ name: 'ActivityFailedError' })
})

test('an imported private key signs like viem’s account of it', async () => {
  const privateKey = `0x${'07'.repeat(32)}` as const
  const { account } = await open({ privateKey, nonceManager })
  const local = privateKeyToAccount(privateKey)
  expect(account.address).toBe(local.address)
  expect(account.nonceManager).toBe(nonceManager)
  expect(await account.signMessage({ message: 'hello' })).toBe(await local.signMessage({ message: 'hello' }))
})

test('listens on a port, and wraps the client’s requests', async () => {
  const paths: string[] = []
  const { account, signer } = await open({
    http: true,
    wrap: (fetchFn) => (request) => {
      paths.push(new URL(request.url).pathname)
      return fetchFn(request)
    },
  })
  expect(signer.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  await account.signMessage({ message: 'hello' })
  expect(paths).toEqual(['/public/v1/submit/sign_raw_payload'])
})

test('takes parameters of the virtual passkey', async () => {
  const origin = 'https://app.example.com'
  const { account, passkey } = await open({
    passkey: { rpId: 'example.com', origin, attachment: 'cross-platform' },
  })
  await account.signMessage({ message: 'hello' })
  expect(passkey.prompts.map(({ options }) => options)).toMatchObject([
    { rp: { id: 'example.com' } },
    { rpId: 'example.com' },
  ])
  expect(await passkey.save()).toMatchObject({ origin, transports: ['usb'] })
})

test('the signer accepts only the given origins', async () => {
  const passkey = { rpId: 'example.com', origin: 'https://app.example.com' }
  await expect(open({ passkey, signer: { origins: ['https://example.com'] } })).rejects.toMatchObject({
    details: expect.stringContaining('https://app.example.com'),
  })
  const { account } = await open({ passkey, signer: { origins: ['*'] } })
  await account.signMessage({ message: 'hello' })
})

test('close rejects with an internal error of the signer, which onError gets too', async () => {
  const heard: unknown[] = []
  let broken = false
  const { account, close } = await createTestWallet({
    now: () => {
      if (broken) throw new Error('The clock is broken.')
      return Date.now()
    },
    wrap: (fetchFn) => async (request) => {
      broken = true
      return fetchFn(request).finally(() => {
        broken = false
      })
    },
    signer: { onError: (error) => heard.push(error) },
  })
  await expect(account.signMessage({ message: 'hello' })).rejects.toThrow()
  expect(heard).toEqual([expect.objectContaining({ message: 'The clock is broken.' })])
  await expect(close()).rejects.toMatchObject({ errors: heard })
})

test('the signer takes no separate clock', () => {
  expectTypeOf<NonNullable<createTestWallet.Parameters['signer']>>().not.toHaveProperty('now')
})

test('a signer that cannot be created rejects with its error', async () => {
  await expect(createTestWallet({ signer: { organizationId: 'no uuid' } })).rejects.toMatchObject({
    name: 'SignerOptionError',
  })
  await expect(createTestWallet({ passkey: { origin: 'http://example.com' } })).rejects.toBeInstanceOf(TypeError)
})

describe('clocks', () => {
  test('vi.useFakeTimers stops signer and client, and moves both', async () => {
    vi.useFakeTimers({ now: new Date('2030-01-01') })
    onTestFinished(() => {
      vi.useRealTimers()
    })
    const opened = await open()
    const { account, client, signer, wallet } = opened
    const [activity] = await listActivities(opened.organization.client, { organizationId: signer.organizationId })
    expect(activity?.createdAt.seconds).toBe(String(Date.parse('2030-01-01') / 1000))

    const stored: unknown[] = []
    const session = await signIn(client, {
      organizationId: signer.organizationId,
      key: await createSessionKey(),
      expirationSeconds: 60,
      storage: {
        load: async () => undefined,
        save: async (session) => void stored.push(session),
        remove: async () => undefined,
      },
    })
    await whoami(client, { organizationId: wallet.organizationId, stamper: session })
    vi.setSystemTime(session.expiresAt)
    await expect(whoami(client, { organizationId: wallet.organizationId, stamper: session })).rejects.toBeInstanceOf(
      SessionExpiredError,
    )
    // The passkey signs on: the signer's clock has moved as far as the client's.
    await account.signMessage({ message: 'hello' })
  })

  test('an activity that is waited for completes when the fake clock advances', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true })
    onTestFinished(() => {
      vi.useRealTimers()
    })
    const { account, signer } = await open()
    signer.addFault({ kind: 'pending', polls: 2 })
    await account.signMessage({ message: 'later' })
  })

  test('`now` applies to signer and client', async () => {
    let now = Date.parse('2030-01-01')
    const { account } = await open({ now: () => now })
    now += 365 * 24 * 3600 * 1000
    await account.signMessage({ message: 'a year later' })
  })
})

test('the Vitest kit exports it too', () => {
  expect(vitestKit.createTestWallet).toBe(createTestWallet)
})
