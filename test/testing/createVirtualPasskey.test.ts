import type { PublicKeyCredentialCreationOptionsJSON, RegistrationResponseJSON } from '@simplewebauthn/browser'
import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'
import {
  cose,
  decodeAttestationObject,
  decodeCredentialPublicKey,
  parseAuthenticatorData,
} from '@simplewebauthn/server/helpers'
import { createVirtualPasskey, type UserAnswer, type VirtualPasskey } from 'viem-passkey-account/testing'
import { describe, expect, onTestFinished, test, vi } from 'vitest'

const rpId = 'example.com'
const origin = 'https://app.example.com'

function bytes(base64Url: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(base64Url, 'base64url'))
}

function creation(
  changes: Partial<PublicKeyCredentialCreationOptionsJSON> = {},
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  return generateRegistrationOptions({
    rpID: rpId,
    rpName: 'App',
    userName: 'ada@example.com',
    userDisplayName: 'Ada',
    authenticatorSelection: { residentKey: 'required', userVerification: 'preferred' },
  }).then((options) => ({ ...options, ...changes }))
}

async function register(passkey: VirtualPasskey, changes: Partial<PublicKeyCredentialCreationOptionsJSON> = {}) {
  const options = await creation(changes)
  const response = await passkey.createFn(options)
  const verified = await verifyRegistrationResponse({
    response,
    expectedChallenge: options.challenge,
    expectedOrigin: origin,
    expectedRPID: rpId,
    requireUserVerification: false,
  })
  if (!verified.verified) throw new Error('The registration was not accepted.')
  return { options, response, info: verified.registrationInfo }
}

async function authenticate(passkey: VirtualPasskey, { info }: Awaited<ReturnType<typeof register>>) {
  const options = await generateAuthenticationOptions({ rpID: rpId, allowCredentials: [{ id: info.credential.id }] })
  const response = await passkey.getFn(options)
  const verify = (changed: Partial<typeof response.response> = {}) =>
    verifyAuthenticationResponse({
      response: { ...response, response: { ...response.response, ...changed } },
      expectedChallenge: options.challenge,
      expectedOrigin: origin,
      expectedRPID: rpId,
      credential: info.credential,
      requireUserVerification: false,
    })
  return { options, response, verify }
}

/** Flips one bit. */
function tampered(base64Url: string, index: number): string {
  const changed = bytes(base64Url)
  const at = index < 0 ? changed.length + index : index
  changed[at] = (changed[at] ?? 0) ^ 1
  return Buffer.from(changed).toString('base64url')
}

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
    expect(bytes(response.id)).toHaveLength(32)
  })

  test('is canonical CBOR, in the order CTAP2 gives', async () => {
    const { response } = await register(createVirtualPasskey({ rpId, origin }))
    const attestation = bytes(response.response.attestationObject)
    const authData = bytes(response.response.authenticatorData ?? '')

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

  test('exports the ES256 key once more as SubjectPublicKeyInfo', async () => {
    const { response } = await register(createVirtualPasskey({ rpId, origin }))
    const { authenticatorData, publicKey, publicKeyAlgorithm } = response.response

    expect(publicKeyAlgorithm).toBe(-7)
    const spki = await crypto.subtle.importKey(
      'spki',
      bytes(publicKey ?? ''),
      { name: 'ECDSA', namedCurve: 'P-256' },
      true,
      ['verify'],
    )
    const { x, y } = await crypto.subtle.exportKey('jwk', spki)
    const { credentialPublicKey } = parseAuthenticatorData(bytes(authenticatorData ?? ''))
    const key = decodeCredentialPublicKey(credentialPublicKey ?? new Uint8Array())
    if (!cose.isCOSEPublicKeyEC2(key)) throw new Error('Not an EC2 key.')
    expect(key.get(cose.COSEKEYS.x)).toEqual(bytes(x ?? ''))
    expect(key.get(cose.COSEKEYS.y)).toEqual(bytes(y ?? ''))
  })

  test.each([
    ['another challenge', (r: RegistrationResponseJSON) => r, { expectedChallenge: 'AAAA' }],
    ['another origin', (r: RegistrationResponseJSON) => r, { expectedOrigin: 'https://example.com' }],
    ['another RP ID', (r: RegistrationResponseJSON) => r, { expectedRPID: 'app.example.com' }],
  ])('the verifier refuses it for %s', async (_name, change, expected) => {
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

  test('an authenticator that cannot verify its user says so, or refuses when it must', async () => {
    const passkey = createVirtualPasskey({ rpId, origin, userVerification: false })
    expect((await register(passkey)).info.userVerified).toBe(false)
    await expect(
      passkey.createFn(await creation({ authenticatorSelection: { userVerification: 'required' } })),
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

  test('a passkey that cannot be backed up is not backed up', () => {
    expect(() => createVirtualPasskey({ rpId, origin, backedUp: true })).toThrow(TypeError)
  })

  test('sets UP, UV and AT, and nothing that is not so', async () => {
    const registered = await register(createVirtualPasskey({ rpId, origin }))
    const authData = decodeAttestationObject(bytes(registered.response.response.attestationObject)).get('authData')
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

  test('tells by credProps whether the passkey is discoverable', async () => {
    const extensions = { credProps: true }
    const passkey = createVirtualPasskey({ rpId, origin })
    const rk = async (selection: PublicKeyCredentialCreationOptionsJSON['authenticatorSelection']) =>
      (await passkey.createFn(await creation({ extensions, authenticatorSelection: selection ?? {} })))
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
      await expect(passkey.createFn(await creation(changes))).rejects.toMatchObject({ name })
      expect(passkey.credentials).toEqual([])
    },
  )

  test('takes no parameters for the defaults of the specification, which have ES256', async () => {
    await register(createVirtualPasskey({ rpId, origin }), { pubKeyCredParams: [] })
  })

  test('refuses what excludeCredentials names, once the user has agreed', async () => {
    const passkey = createVirtualPasskey({ rpId, origin })
    const { response } = await register(passkey)
    const options = await creation({ excludeCredentials: [{ id: response.id, type: 'public-key' }] })
    await expect(passkey.createFn(options)).rejects.toMatchObject({ name: 'InvalidStateError' })
    passkey.next('cancel')
    await expect(passkey.createFn(options)).rejects.toMatchObject({ name: 'NotAllowedError' })
    expect(passkey.credentials).toHaveLength(1)

    await createVirtualPasskey({ rpId, origin }).createFn(options)
  })
})

describe('assertion', () => {
  test('is accepted by an independent verifier, and counts', async () => {
    const passkey = createVirtualPasskey({ rpId, origin })
    const registered = await register(passkey)
    for (const expected of [1, 2, 3]) {
      const { verify } = await authenticate(passkey, registered)
      const { verified, authenticationInfo } = await verify()
      expect(verified).toBe(true)
      expect(authenticationInfo.newCounter).toBe(expected)
      expect(authenticationInfo.userVerified).toBe(true)
    }
    expect(passkey.credentials[0]?.signCount).toBe(3)
  })

  test('does not survive tampering', async () => {
    const passkey = createVirtualPasskey({ rpId, origin })
    const { response, verify } = await authenticate(passkey, await register(passkey))
    const { authenticatorData, signature } = response.response

    expect((await verify({ signature: tampered(signature, -1) })).verified).toBe(false)
    // The counter's last byte.
    expect((await verify({ authenticatorData: tampered(authenticatorData, 36) })).verified).toBe(false)
    await expect(verify({ authenticatorData: tampered(authenticatorData, 0) })).rejects.toThrow()
    const clientData = JSON.stringify({
      ...JSON.parse(Buffer.from(bytes(response.response.clientDataJSON)).toString()),
      more: 1,
    })
    expect((await verify({ clientDataJSON: Buffer.from(clientData).toString('base64url') })).verified).toBe(false)
  })

  test('has no attested data, and the user handle of a discoverable passkey', async () => {
    const passkey = createVirtualPasskey({ rpId, origin })
    const { options, response: created } = await register(passkey)
    const response = await passkey.getFn({ challenge: 'AAAA', rpId })

    expect(response.id).toBe(created.id)
    expect(response.response.userHandle).toBe(options.user.id)
    expect(bytes(response.response.authenticatorData)).toHaveLength(37)
  })

  test('finds a passkey that is not discoverable by its id alone', async () => {
    const passkey = createVirtualPasskey({ rpId, origin })
    const { response } = await register(passkey, { authenticatorSelection: { residentKey: 'discouraged' } })
    const allowCredentials = [{ id: response.id, type: 'public-key' }]
    const assertion = await passkey.getFn({ challenge: 'AAAA', rpId, allowCredentials })
    expect(assertion.response).not.toHaveProperty('userHandle')
    await expect(passkey.getFn({ challenge: 'AAAA', rpId })).rejects.toMatchObject({ name: 'NotAllowedError' })
  })

  test('picks by allowCredentials, else the newest', async () => {
    const passkey = createVirtualPasskey({ rpId, origin })
    const first = await register(passkey)
    const second = await register(passkey)
    const pick = async (...ids: string[]) =>
      (
        await passkey.getFn({
          challenge: 'AAAA',
          rpId,
          allowCredentials: ids.map((id) => ({ id, type: 'public-key' })),
        })
      ).id
    expect(await pick(first.response.id)).toBe(first.response.id)
    expect(await pick('AAAA', first.response.id)).toBe(first.response.id)
    expect(await pick()).toBe(second.response.id)
    await expect(pick('AAAA')).rejects.toMatchObject({ name: 'NotAllowedError' })
    expect(passkey.credentials.map(({ signCount }) => signCount)).toEqual([2, 1])
  })

  test('finds nothing once the user removed the passkey', async () => {
    const passkey = createVirtualPasskey({ rpId, origin })
    const { response } = await register(passkey)
    expect(passkey.remove(response.id)).toBe(true)
    expect(passkey.remove(response.id)).toBe(false)
    await expect(passkey.getFn({ challenge: 'AAAA', rpId })).rejects.toMatchObject({ name: 'NotAllowedError' })
  })

  test('a second discoverable passkey for the same user takes the place of the first', async () => {
    const passkey = createVirtualPasskey({ rpId, origin })
    const { options } = await register(passkey)
    const { response } = await register(passkey, { user: options.user })
    expect(passkey.credentials.map(({ credentialId }) => credentialId)).toEqual([response.id])
  })
})

describe('RP ID and origin', () => {
  test.each([
    ['example.com', 'https://example.com'],
    ['example.com', 'https://app.example.com'],
    ['app.example.com', 'https://app.example.com:8443'],
    ['localhost', 'http://localhost:5173'],
    ['localhost', 'https://localhost'],
    ['app.localhost', 'http://app.localhost:3000'],
    ['example.com', 'android:apk-key-hash:R3_XcsBdgRaMDRQNTfC-nRgMSwbAfLNBTcbmGk0tWNI'],
  ])('%s on %s', async (id, page) => {
    const passkey = createVirtualPasskey({ rpId: id, origin: page })
    const options = await creation({ rp: { id, name: 'App' } })
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
  ])('%s not on %s', (id, page) => {
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
  ])('no ceremony on %s', (page) => {
    expect(() => createVirtualPasskey({ rpId: 'example.com', origin: page })).toThrow(TypeError)
  })

  test('a ceremony for another RP ID, or for none where the origin is below it, is a SecurityError', async () => {
    const passkey = createVirtualPasskey({ rpId, origin })
    for (const id of ['example.org', 'app.example.com'])
      await expect(passkey.createFn(await creation({ rp: { id, name: 'App' } }))).rejects.toMatchObject({
        name: 'SecurityError',
        message: expect.stringContaining(id),
      })
    await expect(passkey.createFn(await creation({ rp: { name: 'App' } }))).rejects.toMatchObject({
      name: 'SecurityError',
    })
    await expect(passkey.getFn({ challenge: 'AAAA' })).rejects.toMatchObject({ name: 'SecurityError' })
  })

  test('a ceremony that names none is for the host of the origin', async () => {
    const passkey = createVirtualPasskey({ rpId: 'localhost', origin: 'http://localhost' })
    await passkey.createFn(await creation({ rp: { name: 'App' } }))
    await passkey.getFn({ challenge: 'AAAA' })
  })
})

describe('the user and the signal', () => {
  test('records every ceremony before its promise is returned', async () => {
    const { createFn, getFn, prompts } = createVirtualPasskey({ rpId, origin })
    const options = await creation()
    expect(prompts).toEqual([])
    const creating = createFn(options)
    expect(prompts).toEqual([{ type: 'create', options, outcome: 'open' }])
    const { id: credentialId } = await creating
    const created = { type: 'create', options, outcome: 'approved', credentialId }
    const request = { challenge: 'AAAA', rpId }
    const getting = getFn(request, { payload: '{"a":1}' })
    expect(prompts).toEqual([created, { type: 'get', options: request, payload: '{"a":1}', outcome: 'open' }])
    await getting
    await expect(getFn({ challenge: 'AAAA', rpId: 'example.org' })).rejects.toMatchObject({ name: 'SecurityError' })
    expect(prompts).toEqual([
      created,
      { type: 'get', options: request, payload: '{"a":1}', outcome: 'approved', credentialId },
      { type: 'get', options: { challenge: 'AAAA', rpId: 'example.org' }, outcome: 'SecurityError' },
    ])
  })

  test('a dismissed prompt is a NotAllowedError, the next one is not', async () => {
    const passkey = createVirtualPasskey({ rpId, origin })
    passkey.next('cancel')
    const options = await creation()
    const cancelled = passkey.createFn(options)
    await expect(cancelled).rejects.toBeInstanceOf(DOMException)
    await expect(cancelled).rejects.toMatchObject({ name: 'NotAllowedError' })
    expect(passkey.credentials).toEqual([])
    await passkey.createFn(options)
    passkey.next('approve')
    passkey.next('cancel')
    await passkey.getFn({ challenge: 'AAAA', rpId })
    await expect(passkey.getFn({ challenge: 'AAAA', rpId })).rejects.toMatchObject({ name: 'NotAllowedError' })
    expect(passkey.credentials[0]?.signCount).toBe(1)
  })

  test('an aborted signal ends it with its reason, before and during the prompt', async () => {
    const passkey = createVirtualPasskey({ rpId, origin })
    await register(passkey)
    const request = { challenge: 'AAAA', rpId }
    const reason = new Error('gone')
    await expect(passkey.getFn(request, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    await expect(passkey.getFn(request, { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' })

    const controller = new AbortController()
    passkey.next('ignore')
    const open = passkey.getFn(request, { signal: controller.signal })
    controller.abort()
    await expect(open).rejects.toMatchObject({ name: 'AbortError' })

    // The user has agreed; the abort comes while the key signs.
    const late = new AbortController()
    const signing = passkey.getFn(request, { signal: late.signal })
    late.abort(reason)
    await expect(signing).rejects.toBe(reason)
    expect(passkey.credentials[0]?.signCount).toBe(0)
    await passkey.getFn(request)
  })

  test('a prompt nobody answers ends with its timeout', async () => {
    const passkey = createVirtualPasskey({ rpId, origin })
    passkey.next('ignore')
    await expect(passkey.getFn({ challenge: 'AAAA', rpId, timeout: 1 })).rejects.toMatchObject({
      name: 'NotAllowedError',
    })
  })

  test('a slow user keeps the prompt open; a second one cannot open meanwhile', async () => {
    const passkey = createVirtualPasskey({ rpId, origin })
    await register(passkey)
    const request = { challenge: 'AAAA', rpId, timeout: 300_000 }
    let approve = (): void => undefined
    passkey.next(
      new Promise<UserAnswer>((resolve) => {
        approve = () => resolve('approve')
      }),
    )
    const open = passkey.getFn(request)
    await expect(passkey.getFn(request)).rejects.toMatchObject({ name: 'OperationError' })
    approve()
    await open
    await passkey.getFn(request)
  })
})

describe('what the user does', () => {
  const request = { challenge: 'AAAA', rpId }
  const flags = ({ response }: { response: { authenticatorData?: string } }) =>
    parseAuthenticatorData(bytes(response.authenticatorData ?? '')).flags

  test.each([
    ['cancel', 'NotAllowedError'],
    ['timeout', 'NotAllowedError'],
    ['noCredential', 'NotAllowedError'],
    ['wrongRpId', 'SecurityError'],
    ['alreadyRegistered', 'InvalidStateError'],
    ['unsupported', 'NotSupportedError'],
    ['constraint', 'ConstraintError'],
    ['broken', 'NotReadableError'],
  ] as const)('%s ends either ceremony with a %s, once', async (answer, name) => {
    const passkey = createVirtualPasskey({ rpId, origin })
    await register(passkey)
    passkey.next(answer)
    await expect(passkey.getFn(request)).rejects.toMatchObject({ name })
    passkey.next(answer)
    await expect(creation().then(passkey.createFn)).rejects.toMatchObject({ name })
    await passkey.getFn(request)
    expect(passkey.prompts.map(({ outcome }) => outcome)).toEqual(['approved', name, name, 'approved'])
    expect(passkey.credentials).toMatchObject([{ signCount: 1 }])
  })

  test('a deleted passkey is the one that would have signed, and stays away', async () => {
    const passkey = createVirtualPasskey({ rpId, origin })
    const { response: older } = await register(passkey)
    const { response: newer } = await register(passkey)
    passkey.next('deletedCredential')
    await expect(passkey.getFn(request)).rejects.toMatchObject({ name: 'NotAllowedError' })
    expect(passkey.credentials.map(({ credentialId }) => credentialId)).toEqual([older.id])
    const allowCredentials = [{ id: newer.id, type: 'public-key' }]
    await expect(passkey.getFn({ ...request, allowCredentials })).rejects.toMatchObject({ name: 'NotAllowedError' })

    passkey.next('deletedCredential')
    await passkey.createFn(await creation())
    expect(passkey.credentials).toHaveLength(2)
  })

  test('they choose another passkey than the newest, among those that fit', async () => {
    const passkey = createVirtualPasskey({ rpId, origin })
    const { response: older } = await register(passkey)
    const { response: newer } = await register(passkey)
    passkey.next({ credentialId: older.id })
    expect((await passkey.getFn(request)).id).toBe(older.id)
    expect((await passkey.getFn(request)).id).toBe(newer.id)
    passkey.next({ credentialId: older.id })
    const allowCredentials = [{ id: newer.id, type: 'public-key' }]
    await expect(passkey.getFn({ ...request, allowCredentials })).rejects.toMatchObject({ name: 'NotAllowedError' })
    expect(passkey.prompts.at(-3)).toMatchObject({ outcome: 'approved', credentialId: older.id })
  })

  test('they are not verified this once, or this once they are', async () => {
    const able = createVirtualPasskey({ rpId, origin })
    await register(able)
    able.next({ userVerified: false })
    expect(flags(await able.getFn(request)).uv).toBe(false)
    expect(flags(await able.getFn(request)).uv).toBe(true)
    able.next({ userVerified: false })
    await expect(able.getFn({ ...request, userVerification: 'required' })).rejects.toMatchObject({
      name: 'NotAllowedError',
    })
    able.next({ userVerified: false })
    expect(flags(await able.createFn(await creation())).uv).toBe(false)

    const unable = createVirtualPasskey({ rpId, origin, userVerification: false })
    await register(unable)
    unable.next({ userVerified: true })
    expect(flags(await unable.getFn(request)).uv).toBe(true)
  })

  test('they take their time, on the clock of the test', async () => {
    vi.useFakeTimers()
    onTestFinished(() => {
      vi.useRealTimers()
    })
    const passkey = createVirtualPasskey({ rpId, origin })
    await register(passkey)
    passkey.next({ after: 10_000 })
    const slow = passkey.getFn({ ...request, timeout: 60_000 })
    await vi.advanceTimersByTimeAsync(9_999)
    expect(passkey.prompts.at(-1)?.outcome).toBe('open')
    await vi.advanceTimersByTimeAsync(1)
    await slow

    passkey.next({ answer: 'cancel', after: 90_000 })
    const late = passkey.getFn({ ...request, timeout: 60_000 }).catch((error: Error) => error.message)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(await late).toBe('The time is over.')
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('the authenticator', () => {
  test.each([
    [{}, 'platform', ['internal']],
    [{ backupEligible: true }, 'platform', ['hybrid', 'internal']],
    [{ attachment: 'cross-platform' }, 'cross-platform', ['usb']],
    [{ attachment: 'cross-platform', transports: ['nfc', 'usb'] }, 'cross-platform', ['nfc', 'usb']],
    [{ transports: [] }, 'platform', []],
  ] as const)('%o says how it can be reached', async (parameters, authenticatorAttachment, transports) => {
    const passkey = createVirtualPasskey({ rpId, origin, ...parameters })
    const registered = await register(passkey)
    expect(registered.response).toMatchObject({ authenticatorAttachment, response: { transports } })
    expect(registered.info.credential.transports).toEqual(transports)
    const { response, verify } = await authenticate(passkey, registered)
    expect(response.authenticatorAttachment).toBe(authenticatorAttachment)
    expect((await verify()).verified).toBe(true)
  })

  test('a security key is refused where the device itself is asked for', async () => {
    const passkey = createVirtualPasskey({ rpId, origin, attachment: 'cross-platform' })
    const options = await creation({ authenticatorSelection: { authenticatorAttachment: 'platform' } })
    await expect(passkey.createFn(options)).rejects.toMatchObject({ name: 'NotAllowedError' })
    await passkey.createFn(await creation({ authenticatorSelection: { authenticatorAttachment: 'cross-platform' } }))
  })

  test('one that does not count stays at 0', async () => {
    const passkey = createVirtualPasskey({ rpId, origin, signatureCounter: false })
    const registered = await register(passkey)
    for (const _ of [1, 2])
      expect((await (await authenticate(passkey, registered)).verify()).authenticationInfo.newCounter).toBe(0)
  })

  test('a counter that goes back is seen, and flag BS changes with its passkey', async () => {
    const passkey = createVirtualPasskey({ rpId, origin, backupEligible: true })
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
    'a passkey that cannot be backed up does not become %o',
    async (changes) => {
      const passkey = createVirtualPasskey({ rpId, origin })
      const { response } = await register(passkey)
      const before = structuredClone(passkey.credentials)
      expect(() => passkey.update(response.id, changes)).toThrow(TypeError)
      expect(passkey.credentials).toEqual(before)
      expect(() => passkey.update('AAAA', {})).toThrow('No credential AAAA')
    },
  )
})

describe('save and load', () => {
  test('goes on with the same passkeys after a trip through JSON', async () => {
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

  test('keeps the authenticator as it was', async () => {
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

  test('shows no key unless asked to save it', async () => {
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
