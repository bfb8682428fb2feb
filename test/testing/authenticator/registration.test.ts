import type { PublicKeyCredentialCreationOptionsJSON, RegistrationResponseJSON } from '@simplewebauthn/browser'
import { verifyRegistrationResponse } from '@simplewebauthn/server'
import {
  cose,
  decodeAttestationObject,
  decodeCredentialPublicKey,
  parseAuthenticatorData,
} from '@simplewebauthn/server/helpers'
import { createVirtualPasskey } from 'viem-passkey-account/testing'
import { describe, expect, test } from 'vitest'
import { authenticate, createOptions, origin, register, rpId, toBytes } from './ceremonies.js'

describe('registration', () => {
  test('is accepted by an independent verifier', async () => {
    const passkey = createVirtualPasskey({ rpId, origin })
    const { response, info } = await register(passkey)

    expect(info).toMatchObject({
      fmt: 'none',
      aaguid: '00000000-0000-0000-0000-000000000000',
      userVerified: true,
      credentialDeviceType: 'singleDevice',
      credentialBackedUp: false,
      rpID: rpId,
      origin,
    })
    expect(info.credential).toMatchObject({ id: response.id, counter: 0 })
    expect(response).toMatchObject({ rawId: response.id, type: 'public-key', authenticatorAttachment: 'platform' })
    expect(toBytes(response.id)).toHaveLength(32)
  })

  test('is canonical CBOR, in the order of CTAP2', async () => {
    const { response } = await register(createVirtualPasskey({ rpId, origin }))
    const attestation = toBytes(response.response.attestationObject)
    const authData = toBytes(response.response.authenticatorData ?? '')

    const start = Buffer.concat([
      Buffer.from([0xa3, 0x63]),
      Buffer.from('fmt'),
      Buffer.from([0x64]),
      Buffer.from('none'),
      Buffer.from([0x67]),
      Buffer.from('attStmt'),
      Buffer.from([0xa0, 0x68]),
      Buffer.from('authData'),
      Buffer.from([0x58, authData.length]),
    ])
    expect(Buffer.from(attestation).toString('hex')).toBe(Buffer.concat([start, authData]).toString('hex'))
    // COSE: {1: 2, 3: -7, -1: 1, -2: x, -3: y}
    const coseKey = Buffer.from(authData.slice(37 + 18 + 32)).toString('hex')
    expect(coseKey).toMatch(/^a5010203262001215820[0-9a-f]{64}225820[0-9a-f]{64}$/)
  })

  test('also returns the ES256 key as SubjectPublicKeyInfo', async () => {
    const { response } = await register(createVirtualPasskey({ rpId, origin }))
    const { authenticatorData, publicKey, publicKeyAlgorithm } = response.response

    expect(publicKeyAlgorithm).toBe(-7)
    const spki = await crypto.subtle.importKey(
      'spki',
      toBytes(publicKey ?? ''),
      { name: 'ECDSA', namedCurve: 'P-256' },
      true,
      ['verify'],
    )
    const { x, y } = await crypto.subtle.exportKey('jwk', spki)
    const { credentialPublicKey } = parseAuthenticatorData(toBytes(authenticatorData ?? ''))
    const key = decodeCredentialPublicKey(credentialPublicKey ?? new Uint8Array())
    if (!cose.isCOSEPublicKeyEC2(key)) throw new Error('Not an EC2 key.')
    expect(key.get(cose.COSEKEYS.x)).toEqual(toBytes(x ?? ''))
    expect(key.get(cose.COSEKEYS.y)).toEqual(toBytes(y ?? ''))
  })

  test.each([
    ['another challenge', (r: RegistrationResponseJSON) => r, { expectedChallenge: 'AAAA' }],
    ['another origin', (r: RegistrationResponseJSON) => r, { expectedOrigin: 'https://example.com' }],
    ['another RP ID', (r: RegistrationResponseJSON) => r, { expectedRPID: 'app.example.com' }],
  ])('is refused by a verifier that expects %s', async (_name, change, expected) => {
    const { options, response } = await register(createVirtualPasskey({ rpId, origin }))
    await expect(
      verifyRegistrationResponse({
        response: change(response),
        expectedChallenge: options.challenge,
        expectedOrigin: origin,
        expectedRPID: rpId,
        ...expected,
      }),
    ).rejects.toThrow()
  })

  test.each([
    ['required', 'required', true],
    ['preferred', 'preferred', true],
    ['discouraged', 'discouraged', false],
  ] as const)('user verification %s', async (_name, userVerification, verified) => {
    const passkey = createVirtualPasskey({ rpId, origin })
    const registered = await register(passkey, { authenticatorSelection: { userVerification } })
    expect(registered.info.userVerified).toBe(verified)
  })

  test('without user verification, clears the flag or refuses options that require it', async () => {
    const passkey = createVirtualPasskey({ rpId, origin, userVerification: false })
    expect((await register(passkey)).info.userVerified).toBe(false)
    await expect(
      passkey.createFn(await createOptions({ authenticatorSelection: { userVerification: 'required' } })),
    ).rejects.toMatchObject({ name: 'NotAllowedError' })
    await expect(passkey.getFn({ challenge: 'AAAA', rpId, userVerification: 'required' })).rejects.toMatchObject({
      name: 'NotAllowedError',
    })
  })

  test.each([
    [{ backupEligible: true }, 'multiDevice', false],
    [{ backupEligible: true, backedUp: true }, 'multiDevice', true],
  ] as const)('backup flags of %o', async (backup, device, backedUp) => {
    const passkey = createVirtualPasskey({ rpId, origin, ...backup })
    const registered = await register(passkey)
    expect(registered.info).toMatchObject({ credentialDeviceType: device, credentialBackedUp: backedUp })
    expect(registered.response.response.transports).toEqual(['hybrid', 'internal'])
    const { authenticationInfo } = await (await authenticate(passkey, registered)).verify()
    expect(authenticationInfo).toMatchObject({ credentialDeviceType: device, credentialBackedUp: backedUp })
  })

  test('refuses backedUp without backupEligible', () => {
    expect(() => createVirtualPasskey({ rpId, origin, backedUp: true })).toThrow(TypeError)
  })

  test('sets the flags UP, UV and AT, and no others', async () => {
    const registered = await register(createVirtualPasskey({ rpId, origin }))
    const authData = decodeAttestationObject(toBytes(registered.response.response.attestationObject)).get('authData')
    expect(parseAuthenticatorData(authData).flags).toEqual({
      up: true,
      uv: true,
      be: false,
      bs: false,
      at: true,
      ed: false,
      flagsInt: 0b0100_0101,
    })
  })

  test('reports in credProps whether the passkey is discoverable', async () => {
    const extensions = { credProps: true }
    const passkey = createVirtualPasskey({ rpId, origin })
    const rk = async (selection: PublicKeyCredentialCreationOptionsJSON['authenticatorSelection']) =>
      (await passkey.createFn(await createOptions({ extensions, authenticatorSelection: selection ?? {} })))
        .clientExtensionResults
    expect(await rk({ residentKey: 'required' })).toEqual({ credProps: { rk: true } })
    expect(await rk({ residentKey: 'preferred' })).toEqual({ credProps: { rk: true } })
    expect(await rk({ residentKey: 'discouraged' })).toEqual({ credProps: { rk: false } })
    expect(await rk({ requireResidentKey: true })).toEqual({ credProps: { rk: true } })
    expect(await rk({})).toEqual({ credProps: { rk: false } })
  })

  test.each([
    ['RS256 alone', { pubKeyCredParams: [{ type: 'public-key', alg: -257 }] }, 'NotSupportedError'],
    [
      'a cross-platform authenticator',
      { authenticatorSelection: { authenticatorAttachment: 'cross-platform' } },
      'NotAllowedError',
    ],
    ['a user id of no bytes', { user: { id: '', name: 'a', displayName: 'a' } }, 'TypeError'],
    ['a user id of 65 bytes', { user: { id: 'A'.repeat(87), name: 'a', displayName: 'a' } }, 'TypeError'],
    ['a challenge with padding', { challenge: 'AA==' }, 'EncodingError'],
    ['a challenge in plain base64', { challenge: 'a+/b' }, 'EncodingError'],
    ['a challenge with stray bits', { challenge: 'AB' }, 'EncodingError'],
  ] satisfies [string, Partial<PublicKeyCredentialCreationOptionsJSON>, string][])(
    'refuses %s',
    async (_name, changes, name) => {
      const passkey = createVirtualPasskey({ rpId, origin })
      await expect(passkey.createFn(await createOptions(changes))).rejects.toMatchObject({ name })
      expect(passkey.credentials).toEqual([])
    },
  )

  test('treats an empty pubKeyCredParams as the default algorithms, with ES256', async () => {
    await register(createVirtualPasskey({ rpId, origin }), { pubKeyCredParams: [] })
  })

  test('refuses a passkey in excludeCredentials after the user has approved', async () => {
    const passkey = createVirtualPasskey({ rpId, origin })
    const { response } = await register(passkey)
    const options = await createOptions({ excludeCredentials: [{ id: response.id, type: 'public-key' }] })
    await expect(passkey.createFn(options)).rejects.toMatchObject({ name: 'InvalidStateError' })
    passkey.next('cancel')
    await expect(passkey.createFn(options)).rejects.toMatchObject({ name: 'NotAllowedError' })
    expect(passkey.credentials).toHaveLength(1)

    await createVirtualPasskey({ rpId, origin }).createFn(options)
  })
})
