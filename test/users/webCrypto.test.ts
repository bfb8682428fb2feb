import {
  addPasskey,
  createSessionKey,
  createSignerClient,
  findError,
  signIn,
  startAutofill,
  WebCryptoUnavailableError,
} from 'viem-passkey-account'
import { createVirtualPasskey, trigger } from 'viem-passkey-account/testing'
import { createTestWallet } from 'viem-passkey-account/testing/node'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createSessionStorage } from '../harness/createSessionStorage.js'

const rp = { id: 'localhost' }
const user = { name: 'anna' }

/** As in React Native without a polyfill. */
async function removeWebCrypto() {
  onTestFinished(() => void Reflect.deleteProperty(globalThis.crypto, 'subtle'))
  await trigger.WebCryptoUnavailableError()
}

async function openUser() {
  const open = await createTestWallet()
  onTestFinished(open.close)
  const phone = createVirtualPasskey({ rpId: 'localhost', origin: 'http://localhost' })
  return { ...open, phone }
}

test('a session key is not made', async () => {
  await removeWebCrypto()
  await expect(createSessionKey()).rejects.toBeInstanceOf(WebCryptoUnavailableError)
  onTestFinished(() => void vi.unstubAllGlobals())
  vi.stubGlobal('crypto', undefined)
  await expect(createSessionKey()).rejects.toBeInstanceOf(WebCryptoUnavailableError)
  vi.stubGlobal('crypto', { subtle: { generateKey: async () => Promise.reject(new Error('no P-256')) } })
  await expect(createSessionKey()).rejects.toMatchObject({
    name: 'WebCryptoUnavailableError',
    cause: { message: 'no P-256' },
  })
})

test('nothing is prompted for a session, or for a passkey that could not be verified', async () => {
  const { client, wallet, organization, phone, prompts } = await openUser()
  const key = await createSessionKey()
  const before = prompts()
  await removeWebCrypto()
  const { organizationId } = organization
  const storage = createSessionStorage()
  for (const expected of [undefined, [wallet]])
    await expect(signIn(client, { organizationId, key, expected, storage })).rejects.toBeInstanceOf(
      WebCryptoUnavailableError,
    )
  const getFn = () => Promise.reject(new Error('It was prompted.'))
  const autofill = startAutofill(createSignerClient(client), { organizationId, rpId: rp.id, getFn, storage })
  await expect(autofill).rejects.toBeInstanceOf(WebCryptoUnavailableError)
  const adding = addPasskey(client, { ...wallet, passkeys: [wallet], rp, user, createFn: phone.createFn, verify: true })
  await expect(adding).rejects.toBeInstanceOf(WebCryptoUnavailableError)
  expect([prompts() - before, phone.prompts]).toEqual([0, []])
})

test('a signature that cannot be checked is not that of another passkey', async () => {
  const { client, wallet, phone } = await openUser()
  const getFn: typeof phone.getFn = async (...parameters) => {
    const answer = await phone.getFn(...parameters)
    await removeWebCrypto()
    return answer
  }
  const ceremony = { rp, user, createFn: phone.createFn, getFn }
  const adding = addPasskey(client, { ...wallet, passkeys: [wallet], ...ceremony, verify: true })
  const error = await adding.catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ name: 'AddPasskeyError', added: { credentialId: phone.credentials[0]?.credentialId } })
  expect(findError(error, WebCryptoUnavailableError)).toBeDefined()
})

test('nor is one of a kind that the platform does not check', async () => {
  const { client, wallet, phone } = await openUser()
  const getFn: typeof phone.getFn = async (...parameters) => {
    const answer = await phone.getFn(...parameters)
    const unsupported = new DOMException('P-256 is not supported.', 'NotSupportedError')
    vi.spyOn(crypto.subtle, 'importKey').mockRejectedValueOnce(unsupported)
    return answer
  }
  const ceremony = { rp, user, createFn: phone.createFn, getFn }
  const adding = addPasskey(client, { ...wallet, passkeys: [wallet], ...ceremony, verify: true })
  const error = await adding.catch((thrown: unknown) => thrown)
  expect(findError(error, WebCryptoUnavailableError)?.cause).toMatchObject({ name: 'NotSupportedError' })
})
