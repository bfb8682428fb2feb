import { http, numberToHex, parseEther, type RpcError } from 'viem'
import {
  ActivityAuthenticatorsNeededError,
  addPasskey,
  createSessionKey,
  findError,
  type GetFn,
  removePasskey,
  type Session,
  signIn,
  signMany,
  waitForSignature,
  webAuthnStamper,
} from 'viem-passkey-account'
import { createMfaPolicy, createSessionProfile, listActivities } from 'viem-passkey-account/actions'
import { stepUpRules } from 'viem-passkey-account/policies'
import { createProvider, passkeyWallet } from 'viem-passkey-account/provider'
import { createVirtualPasskey } from 'viem-passkey-account/testing'
import { startAnvil } from 'viem-passkey-account/testing/node'
import { afterAll, expect, onTestFinished, test } from 'vitest'
import { createSessionStorage } from '../harness/createSessionStorage.js'
import { dismiss } from '../harness/openStepUp.js'
import { openApp } from './openApp.js'

const anvil = await startAnvil()
afterAll(anvil.stop)
const { chain } = anvil
const limit = parseEther('0.05')
const rules = stepUpRules({ above: limit, chainId: chain.id })
const to = '0x000000000000000000000000000000000000beef'
const small = { to, value: numberToHex(limit) }
const large = { to, value: numberToHex(limit + 1n) }

/** A page of an app whose sessions have a limit, with a funded user who has signed in. */
async function openLimited({ when }: { when?: typeof rules.when | undefined } = { when: rules.when }) {
  const app = await openApp()
  const { sessionProfileId } = await createSessionProfile(app.server, {
    organizationId: app.organizationId,
    ...rules.sessionProfile,
  })
  const prompt: { getFn: GetFn } = { getFn: app.passkey.getFn }
  const reload = (session: passkeyWallet.Parameters['session'] = { sessionProfileId, stepUp: { when } }) => {
    const wallet = passkeyWallet({
      rp: { id: 'localhost' },
      organizationId: app.organizationId,
      client: app.client,
      signUp: { url: 'https://app.test/api/sign-up' },
      storage: app.storage,
      createFn: app.passkey.createFn,
      getFn: (...given) => prompt.getFn(...given),
      fetchFn: app.fetchFn,
      session: session && { storage: app.sessionStorage, ...session },
    })
    const provider = createProvider({
      chains: [chain],
      transports: { [chain.id]: http(anvil.url, { retryCount: 0 }) },
      storage: app.storage,
      ...wallet,
    })
    onTestFinished(() => provider.disconnect())
    const send = (method: string, params: unknown[] = []): Promise<unknown> =>
      provider.request({ method, params } as never)
    const connect = (capabilities: object) => send('wallet_connect', [{ version: '1', capabilities }])
    return { provider, wallet, send, connect }
  }
  const page = reload()
  await page.connect({ method: 'register' })
  await page.connect({ method: 'login' })
  const session = page.wallet.getSession() as Session
  const { organizationId, userId } = session
  const stamper = webAuthnStamper({ rpId: 'localhost', getFn: app.passkey.getFn })
  for (const policy of rules.mfaPolicies)
    await createMfaPolicy(app.client, { organizationId, userId, ...policy, stamper })
  const { address } = page.provider.getAccount()
  await anvil.testClient.setBalance({ address, value: parseEther('100') })
  /** How many prompts something takes. */
  const count = async (run: () => Promise<unknown>) => {
    const before = app.types().length
    const result = await run()
    return { result, prompts: app.types().length - before }
  }
  return { ...app, ...page, reload, prompt, address, session, count, sessionProfileId }
}

test('below the limit a transaction takes no prompt, above it one, with and without `when`', async () => {
  for (const when of [rules.when, undefined]) {
    const { send, count, address } = await openLimited({ when })
    const transfer = (call: object) => count(() => send('eth_sendTransaction', [{ from: address, ...call }]))
    expect((await transfer(small)).prompts).toBe(0)
    expect((await transfer(large)).prompts).toBe(1)
    expect((await count(() => send('personal_sign', ['0x6869', address]))).prompts).toBe(1)
  }
})

test('with `when`, the prompt of an account of the provider starts in the click', async () => {
  const { types, provider } = await openLimited()
  const before = types().length
  const signing = provider.getAccount().signMessage({ message: 'hi' })
  expect(types().length).toBe(before + 1)
  await signing
})

test('a batch takes one prompt for each call above the limit, and never more than one', async () => {
  const { send, count } = await openLimited()
  const batch = (calls: object[]) =>
    count(() =>
      send('wallet_sendCalls', [{ version: '2.0.0', chainId: numberToHex(chain.id), atomicRequired: false, calls }]),
    )
  expect((await batch([small, small])).prompts).toBe(0)
  expect((await batch([small, large])).prompts).toBe(1)
  expect((await batch([large, small, large])).prompts).toBe(1)
})

test('a dismissed prompt is 4001, and what it left can be taken up', async () => {
  for (const when of [rules.when, undefined]) {
    const { send, prompt, passkey, provider, address, count } = await openLimited({ when })
    prompt.getFn = dismiss
    const error = await send('personal_sign', ['0x6869', address]).catch((error: RpcError) => error)
    expect(error).toMatchObject({ code: 4001 })
    prompt.getFn = passkey.getFn
    const pending = findError(error, ActivityAuthenticatorsNeededError)?.pending
    // Dismissed before anything was sent, there is nothing to take up.
    expect(pending === undefined).toBe(when !== undefined)
    if (!pending) continue
    const taken = await count(() => waitForSignature(provider.getAccount(), { pending }))
    expect(taken).toEqual({ prompts: 1, result: await send('personal_sign', ['0x6869', address]) })
  }
})

test('after the session, the passkey signs everything, with one prompt each', async () => {
  const { send, clock, count, address, provider } = await openLimited()
  clock.ms += 901_000
  const transfer = (call: object) => count(() => send('eth_sendTransaction', [{ from: address, ...call }]))
  expect((await transfer(small)).prompts).toBe(1)
  expect((await transfer(large)).prompts).toBe(1)
  const items = [{ message: 'one' }, { message: 'two' }]
  expect((await count(() => signMany(provider.getAccount(), { items }))).prompts).toBe(1)
})

test('the session has its profile after a reload, and one without a profile is not used in its place', async () => {
  const { reload, count, address, provider, session, sessionProfileId } = await openLimited()
  expect(session).toMatchObject({ sessionProfileId, scope: rules.sessionProfile.scope })
  const again = reload()
  await again.send('eth_accounts')
  expect(again.wallet.getSession()).toMatchObject({ publicKey: session.publicKey, sessionProfileId })
  const transfer = { from: address, ...small }
  expect((await count(() => again.send('eth_sendTransaction', [transfer]))).prompts).toBe(0)
  const other = reload({ sessionProfileId: crypto.randomUUID() })
  await other.send('eth_accounts')
  expect(other.wallet.getSession()).toBeUndefined()
  expect((await count(() => other.send('eth_sendTransaction', [transfer]))).prompts).toBe(1)
  expect(provider.getAccount().address).toBe(address)
})

test('a session that begins elsewhere without the profile does not log in', async () => {
  const { connect, wallet, client, organizationId, sessionProfileId, session, passkey } = await openLimited()
  const stamper = webAuthnStamper({ rpId: 'localhost', getFn: passkey.getFn })
  const begin = async (limits: { sessionProfileId?: string }) =>
    signIn(client, {
      organizationId,
      key: await createSessionKey(),
      stamper,
      storage: createSessionStorage(),
      ...limits,
    })
  await expect(connect({ method: 'login', session: await begin({}) })).rejects.toMatchObject({
    code: -32602,
    cause: { name: 'InvalidParameterError', parameter: 'session' },
  })
  expect(wallet.getSession()).toBe(session)
  const limited = await begin({ sessionProfileId })
  await connect({ method: 'login', session: limited })
  expect(wallet.getSession()).toBe(limited)
})

test('without stepUp, what needs the passkey fails and stays pending', async () => {
  const { reload, address, count, client, session } = await openLimited()
  const { send } = reload({ sessionProfileId: session.sessionProfileId })
  await send('eth_accounts')
  const failed = await count(() => send('personal_sign', ['0x6869', address]).catch((error) => error))
  expect(failed.prompts).toBe(0)
  const error = findError(failed.result, ActivityAuthenticatorsNeededError)
  const { organizationId } = session
  const waiting = await listActivities(client, {
    organizationId,
    stamper: session,
    filterByStatus: ['ACTIVITY_STATUS_AUTHENTICATORS_NEEDED'],
  })
  expect(waiting.map(({ id }) => id)).toEqual([error?.activityId])
})

test('a passkey that the signer no longer knows prompts once, and the session stays', async () => {
  const { send, count, address, wallet, session, client, passkey } = await openLimited()
  const { organizationId, userId } = session
  const as = { organizationId, userId }
  const rp = { id: 'localhost' }
  const phone = createVirtualPasskey({ rpId: rp.id, origin: 'http://localhost' })
  await addPasskey(client, {
    ...as,
    rp,
    user: { name: 'anna' },
    stamper: webAuthnStamper({ rpId: rp.id, getFn: passkey.getFn }),
    createFn: phone.createFn,
  })
  await removePasskey(client, {
    ...as,
    credentialId: wallet.getWallet()?.credentialId,
    rpId: rp.id,
    stamper: webAuthnStamper({ rpId: rp.id, getFn: phone.getFn }),
  })
  const transfer = (call: object) =>
    count(() => send('eth_sendTransaction', [{ from: address, ...call }]).catch(({ code }) => code))
  expect(await transfer(large)).toEqual({ prompts: 1, result: 4100 })
  expect(wallet.getSession()).toBe(session)
  expect(await transfer(small)).toEqual({ prompts: 0, result: expect.stringMatching(/^0x/) })
})
