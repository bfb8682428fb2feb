import { verifyRegistrationResponse } from '@simplewebauthn/server'
import { createVirtualPasskey } from 'viem-passkey-account/testing'
import { describe, expect, test } from 'vitest'
import { createOptions, origin, rpId } from './ceremonies.js'

describe('RP ID and origin', () => {
  test.each([
    ['example.com', 'https://example.com'],
    ['example.com', 'https://app.example.com'],
    ['app.example.com', 'https://app.example.com:8443'],
    ['localhost', 'http://localhost:5173'],
    ['localhost', 'https://localhost'],
    ['app.localhost', 'http://app.localhost:3000'],
    ['example.com', 'android:apk-key-hash:R3_XcsBdgRaMDRQNTfC-nRgMSwbAfLNBTcbmGk0tWNI'],
  ])('%s is allowed on %s', async (id, page) => {
    const passkey = createVirtualPasskey({ rpId: id, origin: page })
    const options = await createOptions({ rp: { id, name: 'App' } })
    const verified = await verifyRegistrationResponse({
      response: await passkey.createFn(options),
      expectedChallenge: options.challenge,
      expectedOrigin: page,
      expectedRPID: id,
    })
    expect(verified.verified).toBe(true)
  })

  test.each([
    ['app.example.com', 'https://example.com'],
    ['example.org', 'https://example.com'],
    ['ample.com', 'https://example.com'],
    ['com', 'https://example.com'],
    ['.example.com', 'https://app.example.com'],
    ['', 'https://example.com'],
    ['127.0.0.1', 'https://127.0.0.1'],
    ['[::1]', 'https://[::1]'],
    ['0.0.1', 'https://127.0.0.1'],
  ])('%s is refused on %s', (id, page) => {
    expect(() => createVirtualPasskey({ rpId: id, origin: page })).toThrow(
      expect.objectContaining({ name: 'SecurityError' }),
    )
  })

  test.each([
    'https://example.com/',
    'https://EXAMPLE.com',
    'example.com',
    'http://example.com',
    'file:///index.html',
    '',
  ])('WebAuthn does not work on %s', (page) => {
    expect(() => createVirtualPasskey({ rpId: 'example.com', origin: page })).toThrow(TypeError)
  })

  test('another RP ID, or a default one that differs, is a SecurityError', async () => {
    const passkey = createVirtualPasskey({ rpId, origin })
    for (const id of ['example.org', 'app.example.com'])
      await expect(passkey.createFn(await createOptions({ rp: { id, name: 'App' } }))).rejects.toMatchObject({
        name: 'SecurityError',
        message: expect.stringContaining(id),
      })
    await expect(passkey.createFn(await createOptions({ rp: { name: 'App' } }))).rejects.toMatchObject({
      name: 'SecurityError',
    })
    await expect(passkey.getFn({ challenge: 'AAAA' })).rejects.toMatchObject({ name: 'SecurityError' })
  })

  test('the default RP ID is the host of the origin', async () => {
    const passkey = createVirtualPasskey({ rpId: 'localhost', origin: 'http://localhost' })
    await passkey.createFn(await createOptions({ rp: { name: 'App' } }))
    await passkey.getFn({ challenge: 'AAAA' })
  })
})
