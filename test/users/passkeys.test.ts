import {
  AddPasskeyError,
  addPasskey,
  createPasskeyAccount,
  createSessionKey,
  createSignerClient,
  discardPasskey,
  findError,
  InvalidParameterError,
  LastPasskeyError,
  listPasskeys,
  PasskeyAlreadyRegisteredError,
  PasskeyCancelledError,
  removePasskey,
  type SignalFn,
  signIn,
  UnknownCredentialError,
  webAuthnStamper,
} from 'viem-passkey-account'
import { createVirtualPasskey } from 'viem-passkey-account/testing'
import { createTestWallet } from 'viem-passkey-account/testing/node'
import { expect, test } from 'vitest'

const rp = { id: 'localhost' }
const user = { name: 'anna@example.com' }

async function openUser() {
  const open = await createTestWallet()
  const key = await createSessionKey()
  const storage = { load: async () => undefined, save: async () => {}, remove: async () => {} }
  const session = await signIn(open.client, { organizationId: open.signer.organizationId, key, storage })
  const { organizationId, userId } = open.wallet
  const phone = createVirtualPasskey({ rpId: 'localhost', origin: 'http://localhost' })
  const phoneClient = createSignerClient({
    url: open.client.url,
    fetchFn: open.client.fetchFn,
    stamper: webAuthnStamper({ rpId: 'localhost', getFn: phone.getFn }),
  })
  return { ...open, phone, phoneClient, as: { organizationId, userId, stamper: session } }
}

test('a passkey on a second device can be added, sign, and be removed', async () => {
  const { client, wallet, as, phone, phoneClient, prompts, close } = await openUser()
  const before = prompts()
  const passkeys = await listPasskeys(client, as)
  expect(passkeys).toEqual([
    {
      credentialId: wallet.credentialId,
      authenticatorId: expect.any(String),
      name: 'Passkey',
      createdAt: expect.any(Number),
    },
  ])
  const adding = addPasskey(client, {
    ...as,
    passkeys,
    rp,
    user,
    authenticatorName: 'Phone',
    createFn: phone.createFn,
  })
  // The registration has begun by the time the promise is there.
  expect(phone.prompts).toHaveLength(1)
  const added = await adding
  const { credentialId } = added
  expect((await listPasskeys(client, as)).map(({ name }) => name)).toEqual(['Passkey', 'Phone'])
  const account = createPasskeyAccount({ client: phoneClient, ...wallet })
  expect(await account.signMessage({ message: 'hello' })).toMatch(/^0x/)

  const signals: unknown[] = []
  const signalFn: SignalFn = async (options) => {
    signals.push(options)
  }
  const expected = [wallet, { ...wallet, ...added }]
  expect(await removePasskey(client, { ...as, ...added, expected, rpId: rp.id, signalFn })).toEqual({
    authenticatorId: added.authenticatorId,
    signalled: true,
    unchecked: [],
  })
  expect(signals).toEqual([{ rpId: 'localhost', credentialId }])
  await expect(account.signMessage({ message: 'hello' })).rejects.toBeInstanceOf(UnknownCredentialError)
  expect((await listPasskeys(client, as)).map(({ name }) => name)).toEqual(['Passkey'])
  expect(prompts()).toBe(before)
  await close()
})

test('the same authenticator cannot be registered twice', async () => {
  const { client, as, passkey, close } = await openUser()
  const adding = addPasskey(client, { ...as, rp, user, createFn: passkey.createFn })
  await expect(adding).rejects.toBeInstanceOf(PasskeyAlreadyRegisteredError)
  expect(await listPasskeys(client, as)).toHaveLength(1)
  await close()
})

test('the last passkey cannot be removed, and neither can another user’s', async () => {
  const { client, wallet, as, close } = await openUser()
  const { credentialId } = wallet
  const last = removePasskey(client, { ...as, credentialId, rpId: rp.id })
  await expect(last).rejects.toBeInstanceOf(LastPasskeyError)
  await expect(last).rejects.toMatchObject({ credentialId })
  const none = removePasskey(client, { ...as, credentialId: 'AAAA', rpId: rp.id })
  await expect(none).rejects.toBeInstanceOf(InvalidParameterError)
  expect(await listPasskeys(client, as)).toHaveLength(1)
  await close()
})

test('a browser without the Signal API, or that refuses the signal, does not fail the removal', async () => {
  for (const signalFn of [undefined, () => Promise.reject(new DOMException('', 'SecurityError'))]) {
    const { client, wallet, as, phone, close } = await openUser()
    const added = await addPasskey(client, { ...as, rp, user, createFn: phone.createFn })
    const expected = [wallet, { ...wallet, ...added }]
    const removing = removePasskey(client, { ...as, ...added, expected, rpId: rp.id, signalFn })
    expect(await removing).toMatchObject({ signalled: false })
    expect(await listPasskeys(client, as)).toHaveLength(1)
    await close()
  }
})

test('a dismissed second prompt keeps the new passkey in the error, and adding it again does not register another', async () => {
  const { client, wallet, phone, passkey, close } = await openUser()
  const { organizationId, userId } = wallet
  const parameters = { organizationId, userId, passkeys: [wallet], rp, user, createFn: phone.createFn }
  passkey.next('cancel')
  const error = await addPasskey(client, parameters).catch((thrown: unknown) => thrown)
  if (!(error instanceof AddPasskeyError)) throw error
  expect(findError(error, PasskeyCancelledError)).toBe(error.cause)
  expect(phone.prompts).toHaveLength(1)

  const { credentialId } = await addPasskey(client, { ...parameters, passkey: error.passkey })
  expect(credentialId).toBe(error.passkey.credentialId)
  expect(phone.prompts).toHaveLength(1)
  expect((await listPasskeys(client, { organizationId, userId })).map((each) => each.credentialId)).toContain(
    credentialId,
  )
  await close()
})

test('discarding a passkey tells the browser', async () => {
  const told: unknown[] = []
  const signalFn: SignalFn = async (options) => void told.push(options)
  const options = { rpId: 'localhost', credentialId: 'AAAA' }
  expect(await discardPasskey({ ...options, signalFn })).toEqual({ signalled: true })
  expect(told).toEqual([options])
  const refuse: SignalFn = () => Promise.reject(new Error('no'))
  expect(await discardPasskey({ ...options, signalFn: refuse })).toEqual({ signalled: false })
  expect(await discardPasskey(options)).toEqual({ signalled: false })
})

test('a passkey is not registered if it could not be added', async () => {
  const { client, wallet, as, phone, prompts, close } = await openUser()
  const before = prompts()
  const passkeys = [wallet]
  const parameters = { ...as, stamper: undefined, passkeys, rp, user, createFn: phone.createFn }
  const refused: [typeof client, Partial<addPasskey.Parameters>, object][] = [
    [{ ...client, stamper: undefined }, {}, { name: 'StamperMissingError' }],
    [createSignerClient({ ...client, url: '' }), {}, { name: 'InvalidParameterError', parameter: 'url' }],
    [createSignerClient({ ...client, url: '/api' }), {}, { name: 'InvalidParameterError', parameter: 'url' }],
    [client, { organizationId: '' }, { name: 'InvalidParameterError', parameter: 'organizationId' }],
    [client, { userId: '' }, { name: 'InvalidParameterError', parameter: 'userId' }],
    [client, { authenticatorName: ' ' }, { name: 'InvalidParameterError', parameter: 'authenticatorName' }],
    [client, { passkeys: undefined, rp: { id: 'https://example.com' } }, { name: 'InvalidRpIdError' }],
  ]
  for (const [client, more, expected] of refused)
    await expect(addPasskey(client, { ...parameters, ...more })).rejects.toMatchObject(expected)
  expect(phone.prompts).toEqual([])
  expect(prompts()).toBe(before)
  await close()
})
