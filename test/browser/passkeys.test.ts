import type { Passkey, RegisteredPasskey } from 'viem-passkey-account'
import { addVirtualAuthenticator } from 'viem-passkey-account/testing/playwright'
import { expect, test } from 'vitest'
import { call } from './harness/call.js'
import { openStage } from './harness/openStage.js'
import { type Authenticator, plugIn } from './harness/plugIn.js'

const { chromium, pageUrl, signerUrl, walletOf } = await openStage(`
  import { addPasskey, createPasskey, createPasskeyAccount, createSignerClient, listPasskeys, removePasskey, webAuthnStamper } from 'viem-passkey-account'
  const prompts = { create: 0, get: 0 }
  // The browser asks for an assertion once the test has the right authenticator at hand.
  let atHand = Promise.resolve()
  for (const ceremony of ['create', 'get']) {
    const real = navigator.credentials[ceremony].bind(navigator.credentials)
    navigator.credentials[ceremony] = (options) => {
      prompts[ceremony]++
      return ceremony === 'create' ? real(options) : atHand.then(() => real(options))
    }
  }
  const rp = { id: 'localhost' }
  const user = { name: 'anna' }
  const named = (promise) => promise.catch(({ name }) => name)
  let client
  let wallet
  let adding
  Object.assign(globalThis, {
    register: () => createPasskey({ rp, user }),
    open: (url, opened) => {
      client = createSignerClient({ url, stamper: webAuthnStamper({ rpId: rp.id }) })
      wallet = opened
    },
    list: () => listPasskeys(client, wallet),
    // How often the browser has been asked by the time the promise is there.
    startToAdd: (passkeys) => {
      Object.assign(prompts, { create: 0, get: 0 })
      atHand = new Promise((resolve) => {
        globalThis.haveAtHand = resolve
      })
      adding = named(addPasskey(client, { ...wallet, passkeys, rp, user, authenticatorName: 'Key' }))
      return { ...prompts }
    },
    add: async () => ({ added: await adding, ...prompts }),
    remove: (known) => {
      const going = { ...wallet, ...known }
      return named(removePasskey(client, { ...going, expected: [wallet, going], rpId: rp.id }))
    },
    sign: () => named(createPasskeyAccount({ client, ...wallet }).signMessage({ message: 'hello' })),
  })
`)

/** Takes an authenticator away from its user, or gives it back. */
const reach = ({ cdp, authenticatorId }: Authenticator, enabled: boolean) =>
  cdp.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled })

const idsOn = async ({ cdp, authenticatorId }: Authenticator): Promise<string[]> => {
  const { credentials } = await cdp.send('WebAuthn.getCredentials', { authenticatorId })
  return credentials.map(({ credentialId }) => Buffer.from(credentialId, 'base64').toString('base64url'))
}

test('a second authenticator gets a passkey, and the browser forgets it when it is removed', async () => {
  const tab = await chromium.newPage()
  const laptop = await addVirtualAuthenticator(tab)
  await tab.goto(pageUrl)
  const passkey: Passkey = await call(tab, 'register')
  const wallet = await walletOf(passkey)
  await call(tab, 'open', signerUrl, wallet)

  const passkeys = await call<RegisteredPasskey[]>(tab, 'list')
  await call(tab, 'startToAdd', passkeys)
  expect(await call(tab, 'add')).toEqual({ added: 'PasskeyAlreadyRegisteredError', create: 1, get: 0 })
  await call(tab, 'haveAtHand')
  await expect.poll(() => idsOn(laptop)).toEqual([passkey.credentialId])
  expect(await call(tab, 'remove', { credentialId: passkey.credentialId })).toBe('LastPasskeyError')

  // Only the security key is within reach while the browser looks for a place; the laptop vouches for it.
  const key = await plugIn(laptop)
  await reach(laptop, false)
  const made = new Promise((resolve) => key.cdp.on('WebAuthn.credentialAdded', resolve))
  expect(await call(tab, 'startToAdd', passkeys)).toEqual({ create: 1, get: 0 })
  await made
  await reach(key, false)
  await reach(laptop, true)
  await call(tab, 'haveAtHand')
  const { added, ...asked } = await call<{ added: { credentialId: string } }>(tab, 'add')
  expect(asked).toEqual({ create: 1, get: 1 })
  await expect.poll(() => idsOn(key)).toEqual([added.credentialId])
  expect((await call<RegisteredPasskey[]>(tab, 'list')).map(({ name }) => name)).toEqual(['Passkey', 'Key'])

  expect(await call(tab, 'remove', added)).toMatchObject({ signalled: true })
  await expect.poll(() => idsOn(key)).toEqual([])
  await expect.poll(() => idsOn(laptop)).toEqual([passkey.credentialId])
  expect(await call(tab, 'sign')).toMatch(/^0x/)
})
