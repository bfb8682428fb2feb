import { verifyMessage } from 'viem'
import { createSignUpHandler } from 'viem-passkey-account/server'
import { createVirtualPasskey } from 'viem-passkey-account/testing'
import { createTestWallet } from 'viem-passkey-account/testing/node'
import { afterAll, expect, test } from 'vitest'
import { compileWithHermes } from './compileWithHermes.js'
import { bundle, openRuntime } from './openRuntime.js'

const { signer, organization, close } = await createTestWallet()
afterAll(close)
const { organizationId } = organization
const signUpHandler = createSignUpHandler({ client: organization.client, organizationId })
const send = (request: Request): Promise<Response> =>
  request.url.startsWith('https://app.test/') ? signUpHandler(request) : signer.fetch(request)

const transaction = { type: 'eip1559', chainId: 1, to: `0x${'12'.repeat(20)}`, maxFeePerGas: 1n } as const
const typedData = {
  types: { Note: [{ name: 'text', type: 'string' }] },
  primaryType: 'Note',
  message: { text: 'hello' },
} as const

/** A user who signs up in that realm. */
async function signUp(more: object = {}) {
  const native = await openRuntime(send, more)
  const passkey = createVirtualPasskey({ rpId: 'localhost', origin: 'http://localhost' })
  const wallet = await native.signUp({
    url: 'https://app.test/api/sign-up',
    rp: { id: 'localhost' },
    user: { name: 'anna' },
    createFn: passkey.createFn,
  })
  const stamper = native.webAuthnStamper({ rpId: 'localhost', getFn: passkey.getFn })
  const client = native.createSignerClient({ url: 'https://signer.test', stamper, pollingInterval: 1 })
  return { native, wallet, client, passkey }
}

test('signing up, and every kind of signature, without streams and without crypto.subtle', async () => {
  const { native, wallet, client } = await signUp()
  const account = native.createPasskeyAccount({ client, ...wallet })
  const { address } = wallet
  const signature = await account.signMessage({ message: 'hello' })
  expect(await verifyMessage({ address, message: 'hello', signature })).toBe(true)
  expect(await account.signTypedData(typedData)).toMatch(/^0x/)
  expect(await account.signTransaction(transaction)).toMatch(/^0x02/)
  expect(await account.signAuthorization({ address, chainId: 1, nonce: 0 })).toMatchObject({ chainId: 1 })
  expect(await native.signMany(account, { items: [{ message: 'hello' }, { transaction }] })).toHaveLength(2)
})

test('signing in with its own storage, and a session that signs, with a WebCrypto that an app adds', async () => {
  const { native, wallet, client, passkey } = await signUp({ crypto })
  let stored: Awaited<ReturnType<import('viem-passkey-account').SessionStorage['load']>>
  const storage = {
    load: async () => stored,
    save: async (session: NonNullable<typeof stored>) => {
      stored = session
    },
    remove: async () => {
      stored = undefined
    },
  }
  const key = await native.createSessionKey()
  const session = await native.signIn(client, { organizationId, key, storage })
  const { organizationId: own, walletId, address } = wallet
  expect(session).toMatchObject({ wallets: [{ organizationId: own, walletId, address }], kept: true })
  const prompts = passkey.prompts.length
  const { session: restored } = await native.restoreSession({ storage })
  const account = native.createPasskeyAccount({ client, ...wallet, stamper: restored })
  expect(await account.signMessage({ message: 'hello' })).toMatch(/^0x/)
  expect(passkey.prompts).toHaveLength(prompts)
  await native.signOut(client, { session, storage })
  expect(stored).toBeUndefined()
})

test('a signal aborts with an error, though its reason is missing', async () => {
  const { native, wallet, client } = await signUp()
  // In that realm: its signals have no reason.
  const controller = new (Object.getPrototypeOf(native.createSignerClient).constructor('return AbortController')())()
  const account = native.createPasskeyAccount({ client, ...wallet, signal: controller.signal })
  const signing = account.signMessage({ message: 'hello' })
  controller.abort()
  await expect(signing).rejects.toMatchObject({ name: 'AbortError' })
})

test('a signer that is down is one error, after its retries', async () => {
  let requests = 0
  const native = await openRuntime(async () => {
    requests++
    throw new TypeError('Network request failed')
  })
  const passkey = createVirtualPasskey({ rpId: 'localhost', origin: 'http://localhost' })
  await native.createPasskey({ rp: { id: 'localhost' }, user: { name: 'anna' }, createFn: passkey.createFn })
  const stamper = native.webAuthnStamper({ rpId: 'localhost', getFn: passkey.getFn })
  const client = native.createSignerClient({ url: 'https://signer.test', stamper, pollingInterval: 1 })
  const account = native.createPasskeyAccount({ client, organizationId, address: transaction.to })
  await expect(account.signMessage({ message: 'hello' })).rejects.toMatchObject({ name: 'SignerUnreachableError' })
  expect(requests).toBe(4)
})

test("Hermes' compiler takes the bundle", async () => {
  expect(compileWithHermes(await bundle(`export * from './src/index.ts'`))).toBeGreaterThan(0)
})
