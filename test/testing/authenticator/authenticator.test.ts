import { createVirtualPasskey } from 'viem-passkey-account/testing'
import { describe, expect, test } from 'vitest'
import { authenticate, createOptions, origin, register, rpId } from './ceremonies.js'

describe('the authenticator', () => {
  test.each([
    [{}, 'platform', ['internal']],
    [{ backupEligible: true }, 'platform', ['hybrid', 'internal']],
    [{ attachment: 'cross-platform' }, 'cross-platform', ['usb']],
    [{ attachment: 'cross-platform', transports: ['nfc', 'usb'] }, 'cross-platform', ['nfc', 'usb']],
    [{ transports: [] }, 'platform', []],
  ] as const)('%o reports its transports', async (parameters, authenticatorAttachment, transports) => {
    const passkey = createVirtualPasskey({ rpId, origin, ...parameters })
    const registered = await register(passkey)
    expect(registered.response).toMatchObject({ authenticatorAttachment, response: { transports } })
    expect(registered.info.credential.transports).toEqual(transports)
    const { response, verify } = await authenticate(passkey, registered)
    expect(response.authenticatorAttachment).toBe(authenticatorAttachment)
    expect((await verify()).verified).toBe(true)
  })

  test('a security key refuses options that require a platform authenticator', async () => {
    const passkey = createVirtualPasskey({ rpId, origin, attachment: 'cross-platform' })
    const options = await createOptions({ authenticatorSelection: { authenticatorAttachment: 'platform' } })
    await expect(passkey.createFn(options)).rejects.toMatchObject({ name: 'NotAllowedError' })
    await passkey.createFn(
      await createOptions({ authenticatorSelection: { authenticatorAttachment: 'cross-platform' } }),
    )
  })

  test('without a signature counter, it stays at 0', async () => {
    const passkey = createVirtualPasskey({ rpId, origin, signatureCounter: false })
    const registered = await register(passkey)
    for (const _ of [1, 2])
      expect((await (await authenticate(passkey, registered)).verify()).authenticationInfo.newCounter).toBe(0)
  })

  test.each([
    [{ backupEligible: true, backedUp: true }, [0, 0]],
    [{ backupEligible: true }, [0, 0]],
    [{}, [1, 2]],
    [{ backupEligible: true, backedUp: true, signatureCounter: true }, [1, 2]],
  ])('with %o, the counters of two signatures are %o', async (parameters, counters) => {
    const passkey = createVirtualPasskey({ rpId, origin, ...parameters })
    const registered = await register(passkey)
    for (const counter of counters) {
      const { authenticationInfo } = await (await authenticate(passkey, registered)).verify()
      expect(authenticationInfo.newCounter).toBe(counter)
    }
    expect((await passkey.save()).signatureCounter).toBe(counters[1] === 2)
  })

  test('`update` changes the counter, also downwards, and flag BS', async () => {
    const passkey = createVirtualPasskey({ rpId, origin, backupEligible: true, signatureCounter: true })
    const registered = await register(passkey)
    const { id } = registered.response
    passkey.update(id, { signCount: 41, backedUp: true })
    const { authenticationInfo } = await (await authenticate(passkey, registered)).verify()
    expect(authenticationInfo).toMatchObject({ newCounter: 42, credentialBackedUp: true })

    registered.info.credential.counter = 42
    passkey.update(id, { signCount: 7 })
    await expect((await authenticate(passkey, registered)).verify()).rejects.toThrow('counter')
  })

  test.each([[{ signCount: -1 }], [{ signCount: 2 ** 32 }], [{ signCount: 0.5 }], [{ backedUp: true }]])(
    'refuses an update to %o',
    async (changes) => {
      const passkey = createVirtualPasskey({ rpId, origin })
      const { response } = await register(passkey)
      const before = structuredClone(passkey.credentials)
      expect(() => passkey.update(response.id, changes)).toThrow(TypeError)
      expect(passkey.credentials).toEqual(before)
      expect(() => passkey.update('AAAA', {})).toThrow('There is no passkey with the credential id AAAA')
    },
  )
})

describe('save and load', () => {
  test('restores the same passkeys from JSON', async () => {
    const before = createVirtualPasskey({ rpId, origin })
    const registered = await register(before)
    await register(before, { authenticatorSelection: { residentKey: 'discouraged' } })
    await authenticate(before, registered)
    const saved = JSON.stringify(await before.save())

    const after = createVirtualPasskey(JSON.parse(saved))
    expect(after.credentials).toEqual(before.credentials)
    expect(JSON.stringify(await after.save())).toBe(saved)
    const { authenticationInfo, verified } = await (await authenticate(after, registered)).verify()
    expect(verified).toBe(true)
    expect(authenticationInfo.newCounter).toBe(2)
    expect(before.credentials[0]?.signCount).toBe(1)
  })

  test('restores the settings of the authenticator', async () => {
    const parameters = {
      rpId,
      origin,
      userVerification: false,
      backupEligible: true,
      backedUp: true,
      signatureCounter: false,
      attachment: 'cross-platform',
      transports: ['ble'],
      credentials: [],
    } as const
    const saved = JSON.parse(JSON.stringify(await createVirtualPasskey(parameters).save()))
    expect(saved).toEqual(parameters)
    expect(await createVirtualPasskey(saved).save()).toEqual(parameters)
  })

  test('exposes private keys only through save', async () => {
    const passkey = createVirtualPasskey({ rpId, origin })
    await register(passkey)
    const [saved] = (await passkey.save()).credentials
    expect(saved?.privateKey).toMatch(/^[\w-]{100,}$/)
    expect(JSON.stringify(passkey)).not.toContain('privateKey')
    expect(JSON.stringify(passkey)).not.toContain(saved?.privateKey)
  })

  test.each([
    ['privateKey', 'EncodingError'],
    ['credentialId', 'EncodingError'],
    ['userHandle', 'EncodingError'],
    ['signCount', 'TypeError'],
    ['discoverable', 'TypeError'],
    ['backedUp', 'TypeError'],
  ])('refuses a %s that was changed', async (field, name) => {
    const passkey = createVirtualPasskey({ rpId, origin })
    await register(passkey)
    const saved = await passkey.save()
    const credentials = saved.credentials.map((credential) => ({ ...credential, [field]: 'not base64url' }))
    expect(() => createVirtualPasskey({ ...saved, credentials })).toThrow(expect.objectContaining({ name }))
  })
})
