import type { Page } from 'playwright-core'
import { type Hex, recoverMessageAddress } from 'viem'
import type { Passkey } from 'viem-passkey-account'
import { addVirtualAuthenticator } from 'viem-passkey-account/testing/playwright'
import { expect, test } from 'vitest'
import { call } from './harness/call.js'
import { openStage } from './harness/openStage.js'

// Password managers replace the browser's functions, and hand out objects that look like its credentials. The page
// does the same with what the real authenticator made.
const { chromium, pageUrl, signerUrl, walletOf } = await openStage(`
  import { createPasskey, createPasskeyAccount, createSignerClient, webAuthnStamper } from 'viem-passkey-account'

  const parts = ['clientDataJSON', 'attestationObject', 'authenticatorData', 'signature', 'userHandle']
  const illegal = () => {
    throw new TypeError('Illegal invocation')
  }
  const bytesOf = (value) => value instanceof ArrayBuffer ? new Uint8Array(value) : value
  const copy = (from, names, change) => Object.fromEntries(names.filter((name) => from[name]).map((name) => [name, change(from[name])]))
  const bare = (credential, change) => ({
    ...copy(credential, ['id', 'type', 'authenticatorAttachment', 'rawId'], change),
    response: copy(credential.response, parts, change),
  })
  const same = (value) => value
  const withMethods = (credential, methods) => Object.assign(bare(credential, same), methods, {
    response: Object.assign(bare(credential, same).response, methods),
  })
  const imitations = {
    'nothing but the fields': (credential) => bare(credential, same),
    "the browser's prototypes, whose methods refuse to run": (credential) => {
      const fields = bare(credential, same)
      const own = (object, prototype) => Object.create(prototype, Object.getOwnPropertyDescriptors(object))
      const response = own(fields.response, Object.getPrototypeOf(credential.response))
      return own({ ...fields, response }, PublicKeyCredential.prototype)
    },
    'methods that throw': (credential) => withMethods(credential, {
      toJSON: illegal, getClientExtensionResults: illegal, getTransports: illegal, getPublicKey: illegal,
      getPublicKeyAlgorithm: illegal, getAuthenticatorData: illegal,
    }),
    'methods that answer nonsense': (credential) => withMethods(credential, {
      toJSON: () => ({}), getClientExtensionResults: () => null, getTransports: () => ['internal', 'toString', 7, null],
      getPublicKey: () => '', getPublicKeyAlgorithm: () => 'ES256', getAuthenticatorData: () => null,
    }),
    'transports that are no list': (credential) => withMethods(credential, { getTransports: () => ({}) }),
    'views in the place of buffers': (credential) => bare(credential, (value) => {
      const bytes = bytesOf(value)
      if (typeof bytes === 'string') return bytes
      const larger = new Uint8Array(bytes.length + 20)
      larger.set(bytes, 10)
      return larger.subarray(10, 10 + bytes.length)
    }),
    'buffers of another realm': (credential) => {
      const frame = document.body.appendChild(document.createElement('iframe'))
      const foreign = (value) => typeof value === 'string' ? value : frame.contentWindow.Uint8Array.from(bytesOf(value)).buffer
      return bare(credential, foreign)
    },
    'an id that it made up': (credential) => ({ ...bare(credential, same), id: 'not the id' }),
    'no bytes': (credential) => ({ id: credential.id, type: credential.type, response: {} }),
    'nothing': () => null,
  }

  const refusals = {
    'an exception of another realm': () => {
      const frame = document.body.appendChild(document.createElement('iframe'))
      return new frame.contentWindow.DOMException('no', 'NotAllowedError')
    },
    'an object that only looks like an exception': () => ({ name: 'NotAllowedError', message: 'no' }),
  }
  const { credentials } = navigator
  const real = { create: credentials.create.bind(credentials), get: credentials.get.bind(credentials) }
  const rp = { id: 'localhost' }
  const named = (promise) => promise.catch(({ name }) => name)
  Object.assign(globalThis, {
    imitate: (name) => {
      for (const ceremony of ['create', 'get']) {
        credentials[ceremony] = (options) => real[ceremony](options).then(imitations[name])
      }
    },
    refuse: (name) => {
      credentials.create = credentials.get = () => Promise.reject(refusals[name]())
    },
    register: () => named(createPasskey({ rp, user: { name: 'anna' } })),
    sign: (url, wallet) => {
      const client = createSignerClient({ url, stamper: webAuthnStamper({ rpId: rp.id }) })
      return named(createPasskeyAccount({ client, ...wallet }).signMessage({ message: 'hello' }))
    },
    stamp: () => named(webAuthnStamper({ rpId: rp.id }).stamp('{}')),
  })
`)

async function open(imitation: string): Promise<Page> {
  const tab = await chromium.newPage()
  await addVirtualAuthenticator(tab)
  await tab.goto(pageUrl)
  await call(tab, 'imitate', imitation)
  return tab
}

test.each([
  ['nothing but the fields', []],
  ["the browser's prototypes, whose methods refuse to run", []],
  ['methods that throw', []],
  ['methods that answer nonsense', ['AUTHENTICATOR_TRANSPORT_INTERNAL']],
  ['transports that are no list', []],
  ['views in the place of buffers', []],
  ['buffers of another realm', []],
  ['an id that it made up', []],
])('an object with %s makes a wallet and signs', async (imitation, transports) => {
  const tab = await open(imitation)
  const passkey: Passkey = await tab.evaluate('register()')
  expect(passkey).toMatchObject({ attestation: { transports } })
  const wallet = await walletOf(passkey)
  const signature = await call<Hex>(tab, 'sign', signerUrl, wallet)
  expect(signature).toMatch(/^0x/)
  expect(await recoverMessageAddress({ message: 'hello', signature })).toBe(wallet.address)
})

test.each(['no bytes', 'nothing'])('%s is told as a ceremony that failed', async (imitation) => {
  const tab = await open(imitation)
  expect(await tab.evaluate('register()')).toBe('PasskeyCeremonyError')
  await call(tab, 'imitate', 'nothing but the fields')
  await tab.evaluate('register()')
  await call(tab, 'imitate', imitation)
  expect(await tab.evaluate('stamp()')).toBe('PasskeyCeremonyError')
})

test.each(['an exception of another realm', 'an object that only looks like an exception'])(
  'a prompt dismissed with %s is told as one',
  async (refusal) => {
    const tab = await open('nothing but the fields')
    await call(tab, 'refuse', refusal)
    expect(await tab.evaluate('register()')).toBe('PasskeyCancelledError')
    expect(await tab.evaluate('stamp()')).toBe('PasskeyCancelledError')
  },
)
