import { createHash, generateKeyPairSync, sign } from 'node:crypto'
import { ApiKeyStamper } from '@turnkey/api-key-stamper'
import { expect, test } from 'vitest'
import { describeSigner } from './describeSigner.js'
import { apiKeyStamp, at, keyPair, passkeyStamp, register, type Stamps, textAt } from './testClient.js'

const signRaw = 'ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2'
const hello = { payload: 'hello', encoding: 'PAYLOAD_ENCODING_TEXT_UTF8', hashFunction: 'HASH_FUNCTION_KECCAK256' }

function refusal(status: number, code: number, turnkeyErrorCode: string, message: RegExp | string) {
  return {
    status,
    body: {
      code,
      message: typeof message === 'string' ? message : expect.stringMatching(message),
      details: [{ '@type': 'type.googleapis.com/errors.v1.TurnkeyErrorDetail', turnkeyErrorCode }],
      turnkeyErrorCode,
    },
  }
}

/** Changes fields of a stamp in its header. */
function changed(stamps: Stamps, changes: Record<string, unknown>): Stamps {
  const [[name, value] = ['', '']] = Object.entries(stamps)
  const encoded = name === 'X-Stamp'
  const stamp: unknown = JSON.parse(encoded ? Buffer.from(value, 'base64url').toString() : value)
  const json = JSON.stringify({ ...(typeof stamp === 'object' ? stamp : {}), ...changes })
  return { [name]: encoded ? Buffer.from(json).toString('base64url') : json }
}

function clientData(changes: Record<string, unknown>): string {
  return Buffer.from(
    JSON.stringify({ type: 'webauthn.get', challenge: '', origin: 'http://localhost:5173', ...changes }),
  ).toString('base64url')
}

describeSigner('who vouches', {}, (context) => {
  test('an API key, by the official stamper', async () => {
    const { signer, send, activityBody } = context
    const stamper = new ApiKeyStamper({
      apiPublicKey: signer.apiKey.publicKey,
      apiPrivateKey: signer.apiKey.privateKey,
    })
    const body = activityBody('ACTIVITY_TYPE_CREATE_WALLET', { walletName: 'W', accounts: [] })
    const { stampHeaderName, stampHeaderValue } = await stamper.stamp(body)
    const answer = await send('/public/v1/submit/create_wallet', body, { [stampHeaderName]: stampHeaderValue })
    expect(answer.status, answer.text).toBe(200)
    expect(at(answer.body, 'activity.votes.0')).toMatchObject({
      selection: 'VOTE_SELECTION_APPROVED',
      message: body,
      publicKey: signer.apiKey.publicKey,
      scheme: 'SIGNATURE_SCHEME_TK_API_P256',
      signature: JSON.parse(Buffer.from(stampHeaderValue, 'base64url').toString()).signature,
    })
  })

  test('header names in any case, key order and unknown fields as they come', async () => {
    const { signer, send } = context
    const body = JSON.stringify({ surprise: 1, organizationId: signer.organizationId })
    const { 'X-Stamp': value = '' } = apiKeyStamp(signer.apiKey, body)
    const stamp = JSON.parse(Buffer.from(value, 'base64url').toString())
    const reordered = { extra: true, signature: stamp.signature, scheme: stamp.scheme, publicKey: stamp.publicKey }
    const answer = await send('/public/v1/query/whoami', body, {
      'x-stamp': Buffer.from(JSON.stringify(reordered, null, 1)).toString('base64url'),
    })
    expect(answer.status, answer.text).toBe(200)
  })

  test('nobody', async () => {
    const { signer, send, activityBody } = context
    const query = JSON.stringify({ organizationId: signer.organizationId })
    expect(await send('/public/v1/query/whoami', query)).toMatchObject(
      refusal(401, 16, 'SIGNATURE_MISSING', 'no valid authentication signature found for request'),
    )
    expect(
      await send('/public/v1/submit/create_wallet', activityBody('ACTIVITY_TYPE_CREATE_WALLET', {})),
    ).toMatchObject(
      refusal(
        401,
        16,
        'SIGNATURE_MISSING',
        'cannot authenticate public API activity request without a stamp (X-Stamp/X-Stamp-Webauthn header)',
      ),
    )
  })

  test('two at once', async () => {
    const { signer, post } = context
    const answer = await post(
      (body) => ({ ...apiKeyStamp(signer.apiKey, body), 'X-Stamp-Webauthn': '{}' }),
      '/public/v1/query/whoami',
      { organizationId: signer.organizationId },
    )
    expect(answer).toMatchObject(refusal(401, 16, 'SIGNATURE_INVALID', 'malformed activity stamp'))
  })

  test.each([
    ['no base64url', () => ({ 'X-Stamp': 'not base64url!' })],
    ['padded', (stamps: Stamps) => ({ 'X-Stamp': `${stamps['X-Stamp']}=` })],
    ['no JSON', () => ({ 'X-Stamp': Buffer.from('nonsense').toString('base64url') })],
    ['no UTF-8', () => ({ 'X-Stamp': Buffer.from([0x7b, 0xff, 0x7d]).toString('base64url') })],
    ['an array', () => ({ 'X-Stamp': Buffer.from('[]').toString('base64url') })],
    ['a number for a signature', (stamps: Stamps) => changed(stamps, { signature: 7 })],
    ['no signature', (stamps: Stamps) => changed(stamps, { signature: undefined })],
    ['a signature in base64', (stamps: Stamps) => changed(stamps, { signature: 'MEUCIQDY' })],
    ['an unknown scheme', (stamps: Stamps) => changed(stamps, { scheme: 'SIGNATURE_SCHEME_TK_QUORUM_P256' })],
    [
      'fields of a prototype',
      () => ({ 'X-Stamp': Buffer.from('{"__proto__":{"publicKey":"02"}}').toString('base64url') }),
    ],
  ])('an API key stamp that is %s', async (_, change) => {
    const { signer, post } = context
    const answer = await post((body) => change(apiKeyStamp(signer.apiKey, body)), '/public/v1/query/whoami', {
      organizationId: signer.organizationId,
    })
    expect(answer).toMatchObject(refusal(401, 16, 'SIGNATURE_INVALID', 'could not extract api key stamp'))
  })

  test.each([
    ['DER with a byte left over', (hex: string) => `${hex}00`],
    ['DER cut short', (hex: string) => hex.slice(0, -2)],
    ['a raw signature', () => '11'.repeat(64)],
    ['DER with a long length', (hex: string) => `3081${hex.slice(2)}`],
    ['no DER at all', () => 'ffff'],
  ])('a signature that is %s', async (_, change) => {
    const { signer, post } = context
    const answer = await post(
      (body) => {
        const stamps = apiKeyStamp(signer.apiKey, body)
        const stamp = JSON.parse(Buffer.from(stamps['X-Stamp'] ?? '', 'base64url').toString())
        return changed(stamps, { signature: change(stamp.signature) })
      },
      '/public/v1/query/whoami',
      { organizationId: signer.organizationId },
    )
    expect(answer).toMatchObject(refusal(401, 16, 'SIGNATURE_INVALID', 'could not verify api key signature'))
  })

  test('a high-s signature, as WebCrypto may make one', async () => {
    const { signer, post } = context
    const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n
    const pad = (value: bigint): string => {
      const hex = value.toString(16).padStart(64, '0')
      return Number.parseInt(hex.slice(0, 2), 16) >= 0x80 ? `00${hex}` : hex.replace(/^(00)+(?=[0-7])/, '')
    }
    const statuses = []
    for (let n = 0; n < 4; n++) {
      const answer = await post(
        (body) => {
          const stamps = apiKeyStamp(signer.apiKey, body)
          const { signature } = JSON.parse(Buffer.from(stamps['X-Stamp'] ?? '', 'base64url').toString())
          const rLength = Number.parseInt(signature.slice(6, 8), 16) * 2
          const r = BigInt(`0x${signature.slice(8, 8 + rLength)}`)
          const s = order - BigInt(`0x${signature.slice(12 + rLength)}`)
          const integers = [r, s].map(pad).map((hex) => `02${(hex.length / 2).toString(16).padStart(2, '0')}${hex}`)
          const content = integers.join('')
          return changed(stamps, { signature: `30${(content.length / 2).toString(16)}${content}` })
        },
        '/public/v1/query/whoami',
        { organizationId: signer.organizationId, n },
      )
      statuses.push(answer.status)
    }
    // Of a signature and its other half one is high.
    expect(statuses).toEqual([200, 200, 200, 200])
  })

  test('a key nobody knows', async () => {
    const { signer, query, submit } = context
    const stranger = keyPair()
    const where = `organizationId=${signer.organizationId} publicKey=${stranger.publicKey}`
    expect(await query(stranger, 'list_wallets', signer.organizationId)).toMatchObject(
      refusal(
        401,
        16,
        'PUBLIC_KEY_NOT_FOUND',
        `could not find public key in organization or its parent organization ${where}`,
      ),
    )
    expect(await submit(stranger, 'ACTIVITY_TYPE_CREATE_WALLET', {})).toMatchObject({ status: 401 })
    expect(await query(stranger, 'whoami', signer.organizationId)).toMatchObject(
      refusal(
        403,
        7,
        'PUBLIC_KEY_NOT_FOUND',
        `authentication failed: rpc error: code = Unauthenticated desc = could not find public key in organization ${where}`,
      ),
    )
  })

  test('a passkey nobody knows', async () => {
    const { signer, query } = context
    const stranger = await register()
    expect(await query(stranger, 'whoami', signer.organizationId)).toMatchObject(
      refusal(
        401,
        16,
        'CREDENTIAL_NOT_FOUND',
        `credential ID could not be found in organization or its parent organization organizationId=${signer.organizationId} credentialId=${stranger.credentialId}`,
      ),
    )
  })

  test('an API key that has expired', async () => {
    const { signer, submit, query, clock } = context
    const key = keyPair()
    const ada = await register()
    const created = await submit(signer.apiKey, 'ACTIVITY_TYPE_CREATE_SUB_ORGANIZATION_V8', {
      subOrganizationName: 'Ada',
      rootUsers: [
        {
          userName: 'Ada',
          authenticators: [ada.params],
          apiKeys: [
            {
              apiKeyName: 'Short',
              publicKey: key.publicKey,
              curveType: 'API_KEY_CURVE_P256',
              expirationSeconds: '60',
            },
          ],
        },
      ],
      rootQuorumThreshold: 1,
    })
    const id = textAt(created.body, 'activity.result.createSubOrganizationResultV8.subOrganizationId')
    clock.ms += 59_999
    expect(await query(key, 'whoami', id)).toMatchObject({ status: 200 })
    clock.ms += 1
    expect(await query(key, 'whoami', id)).toMatchObject(
      refusal(401, 16, 'API_KEY_EXPIRED', /Unauthenticated desc = expired api key publicKey=/),
    )
  })
})

describeSigner('a passkey vouches', {}, (context) => {
  test('for the exact body and no other', async () => {
    const { submit, send, activityBody, createSubOrganization } = context
    const ada = await register()
    const { id, address } = await createSubOrganization([{ authenticators: [ada] }])
    const body = activityBody(signRaw, { signWith: address, ...hello }, { organizationId: id })
    const stamps = await passkeyStamp(ada, body)
    const path = '/public/v1/submit/sign_raw_payload'
    expect(await send(path, body.replace('hello', 'hullo'), stamps)).toMatchObject(
      refusal(401, 16, 'SIGNATURE_INVALID', /^could not verify WebAuthN signature: the challenge is not the hash/),
    )
    expect(await send(path, `${body} `, stamps)).toMatchObject({ status: 401 })
    expect(await send(path, body, stamps)).toMatchObject({ status: 200 })
    expect((await submit(ada, signRaw, { signWith: address, ...hello }, { organizationId: id })).status).toBe(200)
  })

  test('not with the stamp of another passkey', async () => {
    const { createSubOrganization, activityBody, send } = context
    const ada = await register()
    const eve = await register()
    const { id, address } = await createSubOrganization([{ authenticators: [ada] }])
    const { id: evesId } = await createSubOrganization([{ authenticators: [eve] }])
    const body = activityBody(signRaw, { signWith: address, ...hello }, { organizationId: id })
    const path = '/public/v1/submit/sign_raw_payload'
    expect(await send(path, body, await passkeyStamp(eve, body))).toMatchObject(
      refusal(401, 16, 'CREDENTIAL_NOT_FOUND', new RegExp(`organizationId=${id} credentialId=${eve.credentialId}$`)),
    )
    // Eve's signature under Ada's name.
    const forged = changed(await passkeyStamp(eve, body), { credentialId: ada.credentialId })
    expect(await send(path, body, forged)).toMatchObject(
      refusal(401, 16, 'SIGNATURE_INVALID', 'could not verify WebAuthN signature: the signature does not match'),
    )
    expect(evesId).not.toBe(id)
  })

  test('not on another path', async () => {
    const { createSubOrganization, activityBody, send } = context
    const ada = await register()
    const { id, address } = await createSubOrganization([{ authenticators: [ada] }])
    const body = activityBody(signRaw, { signWith: address, ...hello }, { organizationId: id })
    const stamps = await passkeyStamp(ada, body)
    expect(await send('/public/v1/submit/sign_transaction', body, stamps)).toMatchObject(
      refusal(400, 3, 'REQUEST_INVALID', `invalid request body: ${signRaw} does not belong to sign_transaction`),
    )
    expect(await send('/public/v1/submit/approve_activity', body, stamps)).toMatchObject({ status: 400 })
  })

  test.each([
    ['type', { type: 'webauthn.create' }, 'clientDataJson.type must be webauthn.get'],
    ['challenge', { challenge: 'AAAA' }, 'the challenge is not the hash of the request body'],
    ['origin', { origin: 'https://evil.example' }, 'origin "https://evil.example" is not allowed'],
    ['missing origin', { origin: undefined }, 'clientDataJson is malformed'],
  ])('not with another %s in its client data', async (_, changes, reason) => {
    const { createSubOrganization, post } = context
    const ada = await register()
    const { id } = await createSubOrganization([{ authenticators: [ada] }])
    const answer = await post(
      async (body) => {
        const challenge = Buffer.from(createHash('sha256').update(body).digest('hex')).toString('base64url')
        return changed(await passkeyStamp(ada, body), { clientDataJson: clientData({ challenge, ...changes }) })
      },
      '/public/v1/query/whoami',
      { organizationId: id },
    )
    expect(answer).toMatchObject({ status: 401, body: { turnkeyErrorCode: 'SIGNATURE_INVALID' } })
    expect(textAt(answer.body, 'message')).toContain(`could not verify WebAuthN signature: ${reason}`)
  })

  test.each([
    ['of another RP ID', (data: Buffer) => Buffer.concat([Buffer.alloc(32), data.subarray(32)]), 'the RP ID is not'],
    ['without the user', (data: Buffer) => withFlags(data, 0x04), 'the user was not present'],
    ['with contradictory backup flags', (data: Buffer) => withFlags(data, 0x11), 'the backup flags contradict'],
    ['cut short', (data: Buffer) => data.subarray(0, 36), 'authenticatorData is malformed'],
    [
      'with bytes left over',
      (data: Buffer) => Buffer.concat([data, Buffer.from([0])]),
      'authenticatorData is malformed',
    ],
    ['that promises extensions', (data: Buffer) => withFlags(data, 0x85), 'authenticatorData is malformed'],
    ['that promises a key', (data: Buffer) => withFlags(data, 0x45), 'authenticatorData is malformed'],
    [
      'with another counter',
      (data: Buffer) => Buffer.concat([data.subarray(0, 36), Buffer.from([9])]),
      'the signature does not',
    ],
  ])('not with authenticator data %s', async (_, change, reason) => {
    const { createSubOrganization, post } = context
    const ada = await register()
    const { id } = await createSubOrganization([{ authenticators: [ada] }])
    const answer = await post(
      async (body) => {
        const stamps = await passkeyStamp(ada, body)
        const { authenticatorData } = JSON.parse(stamps['X-Stamp-Webauthn'] ?? '')
        return changed(stamps, {
          authenticatorData: change(Buffer.from(authenticatorData, 'base64url')).toString('base64url'),
        })
      },
      '/public/v1/query/whoami',
      { organizationId: id },
    )
    expect(answer).toMatchObject({ status: 401, body: { turnkeyErrorCode: 'SIGNATURE_INVALID' } })
    expect(textAt(answer.body, 'message')).toContain(reason)
  })

  test.each([
    ['no JSON', () => 'nonsense'],
    ['in base64url', (value: string) => Buffer.from(value).toString('base64url')],
    ['without a field', (value: string) => JSON.stringify({ ...JSON.parse(value), signature: undefined })],
    ['with an empty field', (value: string) => JSON.stringify({ ...JSON.parse(value), signature: '' })],
    ['with base64', (value: string) => JSON.stringify({ ...JSON.parse(value), clientDataJson: 'ab+/' })],
    ['with padding', (value: string) => JSON.stringify({ ...JSON.parse(value), signature: 'AA==' })],
    ['with stray bits', (value: string) => JSON.stringify({ ...JSON.parse(value), signature: 'AB' })],
  ])('not with a stamp that is %s', async (_, change) => {
    const { createSubOrganization, post } = context
    const ada = await register()
    const { id } = await createSubOrganization([{ authenticators: [ada] }])
    const answer = await post(
      async (body) => ({ 'X-Stamp-Webauthn': change((await passkeyStamp(ada, body))['X-Stamp-Webauthn'] ?? '') }),
      '/public/v1/query/whoami',
      { organizationId: id },
    )
    expect(answer).toMatchObject(refusal(401, 16, 'SIGNATURE_INVALID', 'could not extract webauthn stamp'))
  })

  test('which it is known by in votes', async () => {
    const { createSubOrganization, submit } = context
    const ada = await register()
    const { id, address, rootUserIds } = await createSubOrganization([{ authenticators: [ada] }])
    const answer = await submit(ada, signRaw, { signWith: address, ...hello }, { organizationId: id })
    const vote = at(answer.body, 'activity.votes.0')
    expect(vote).toMatchObject({ userId: rootUserIds[0], scheme: 'SIGNATURE_SCHEME_TK_WEBAUTHN' })
    const authenticator = at(vote, 'user.authenticators.0')
    expect(authenticator).toMatchObject({
      credentialId: ada.credentialId,
      attestationType: 'none',
      model: 'Security key',
      transports: ['AUTHENTICATOR_TRANSPORT_INTERNAL', 'AUTHENTICATOR_TRANSPORT_HYBRID'],
      credential: { type: 'CREDENTIAL_TYPE_WEBAUTHN_AUTHENTICATOR', publicKey: textAt(vote, 'publicKey') },
    })
    expect(textAt(vote, 'publicKey')).toMatch(/^pQECAyYgASFYI/)
  })
})

function withFlags(data: Buffer, flags: number): Buffer {
  const copy = Buffer.from(data)
  copy.writeUInt8(flags, 32)
  return copy
}

describeSigner('an RSA passkey', {}, (context) => {
  test('vouches as well', async () => {
    const { signer, submit, query } = context
    const { credentialId, params, stamp } = rsaPasskey()
    const created = await submit(signer.apiKey, 'ACTIVITY_TYPE_CREATE_SUB_ORGANIZATION_V8', {
      subOrganizationName: 'Ada',
      rootUsers: [{ userName: 'Ada', authenticators: [params] }],
      rootQuorumThreshold: 1,
    })
    expect(created.status, created.text).toBe(200)
    const id = textAt(created.body, 'activity.result.createSubOrganizationResultV8.subOrganizationId')
    expect(await query(stamp, 'whoami', id)).toMatchObject({ status: 200, body: { organizationId: id } })
    const other = rsaPasskey(credentialId)
    expect(await query(other.stamp, 'whoami', id)).toMatchObject({ status: 401 })
  })
})

/** RS256, as Windows Hello makes them; by hand, since the virtual passkey is ES256. */
function rsaPasskey(id = Buffer.from(crypto.randomUUID()).toString('base64url')) {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const { n = '', e = '' } = publicKey.export({ format: 'jwk' })
  const modulus = Buffer.from(n, 'base64url')
  const cose = Buffer.concat([
    Buffer.from('a401030339010020590100', 'hex'),
    modulus,
    Buffer.from('2143', 'hex'),
    Buffer.from(e, 'base64url'),
  ])
  const rpIdHash = createHash('sha256').update('localhost').digest()
  const credentialId = Buffer.from(id, 'base64url')
  const head = (flags: number) => Buffer.concat([rpIdHash, Buffer.from([flags, 0, 0, 0, 0])])
  const authData = Buffer.concat([
    head(0x45),
    Buffer.alloc(16),
    Buffer.from([0, credentialId.length]),
    credentialId,
    cose,
  ])
  const attestationObject = Buffer.concat([
    Buffer.from('a363666d74646e6f6e656761747453746d74a0686175746844617461', 'hex'),
    Buffer.from([0x59, authData.length >> 8, authData.length & 0xff]),
    authData,
  ])
  const challenge = Buffer.from('challenge').toString('base64url')
  return {
    credentialId: id,
    params: {
      authenticatorName: 'RSA',
      challenge,
      attestation: {
        credentialId: id,
        clientDataJson: clientData({ type: 'webauthn.create', challenge }),
        attestationObject: attestationObject.toString('base64url'),
        transports: [],
      },
    },
    stamp(body: string): Stamps {
      const hash = createHash('sha256').update(body).digest('hex')
      const clientDataJson = clientData({ challenge: Buffer.from(hash).toString('base64url') })
      const signed = Buffer.concat([
        head(0x05),
        createHash('sha256').update(Buffer.from(clientDataJson, 'base64url')).digest(),
      ])
      return {
        'X-Stamp-Webauthn': JSON.stringify({
          authenticatorData: head(0x05).toString('base64url'),
          clientDataJson,
          credentialId: id,
          signature: sign('sha256', signed, privateKey).toString('base64url'),
        }),
      }
    },
  }
}

describeSigner(
  'origins of its own',
  { origins: ['https://app.example.com', 'android:apk-key-hash:abc'] },
  (context) => {
    test.each(['https://app.example.com', 'android:apk-key-hash:abc'])('%s', async (origin) => {
      const { createSubOrganization, query } = context
      const ada = await register({ rpId: 'app.example.com', origin })
      const { id } = await createSubOrganization([{ authenticators: [ada] }])
      expect(await query(ada, 'whoami', id)).toMatchObject({ status: 200 })
    })

    test('and no other', async () => {
      const { signer, submit, send } = context
      const ada = await register()
      expect(
        await submit(signer.apiKey, 'ACTIVITY_TYPE_CREATE_SUB_ORGANIZATION_V8', {
          subOrganizationName: 'Ada',
          rootUsers: [{ userName: 'Ada', authenticators: [ada.params] }],
          rootQuorumThreshold: 1,
        }),
      ).toMatchObject(
        refusal(
          400,
          3,
          'REQUEST_INVALID',
          /^invalid authenticator attestation: origin "http:\/\/localhost:5173" is not/,
        ),
      )
      const preflight = (origin: string) => send('/public/v1/query/whoami', '', { origin }, 'OPTIONS')
      expect((await preflight('https://app.example.com')).status).toBe(204)
      expect((await preflight('http://localhost:5173')).status).toBe(403)
    })
  },
)

describeSigner('every origin', { origins: ['*'] }, (context) => {
  test('when told so', async () => {
    const { createSubOrganization, query } = context
    const ada = await register({ rpId: 'example.com', origin: 'https://anywhere.example.com' })
    const { id } = await createSubOrganization([{ authenticators: [ada] }])
    expect(await query(ada, 'whoami', id)).toMatchObject({ status: 200 })
  })
})

describeSigner('the time of a request', {}, (context) => {
  const wallet = { walletName: 'W', accounts: [] }
  const create = 'ACTIVITY_TYPE_CREATE_WALLET'

  test.each([
    ['59:59 old', -3_599_999, 200],
    ['an hour old', -3_600_000, 400],
    ['five minutes ahead', 300_000, 200],
    ['more than five minutes ahead', 300_001, 400],
  ])('%s', async (_, offset, status) => {
    const { signer, submit, clock } = context
    const answer = await submit(signer.apiKey, create, wallet, { timestampMs: clock.ms + offset })
    expect(answer.status, answer.text).toBe(status)
    if (status === 400)
      expect(answer).toMatchObject(
        refusal(
          400,
          3,
          'INVALID_TIME',
          /^request timestamp is [0-9]+ s (old|ahead): .* 3600 s old and at most 300 s ahead$/,
        ),
      )
  })

  test.each(['', 'soon', '-1', '1e3', '0x10', ' 5', '99999999999999999999'])('%j is none', async (timestampMs) => {
    const { signer, submit } = context
    expect(await submit(signer.apiKey, create, wallet, { timestampMs })).toMatchObject({
      status: 400,
      body: { code: 3 },
    })
  })

  test('must be there, as a string', async () => {
    const { signer, post } = context
    const body = { type: create, organizationId: signer.organizationId, parameters: wallet }
    for (const timestampMs of [undefined, null, 1745383554864])
      expect(await post(signer.apiKey, '/public/v1/submit/create_wallet', { ...body, timestampMs })).toMatchObject({
        status: 400,
        body: { code: 3, message: expect.stringContaining('timestampMs') },
      })
  })
})

describeSigner('the same bytes', {}, (context) => {
  test('are the same activity', async () => {
    const { signer, send, activityBody, query } = context
    const body = activityBody('ACTIVITY_TYPE_CREATE_WALLET', { walletName: 'Once', accounts: [] })
    const path = '/public/v1/submit/create_wallet'
    const first = await send(path, body, apiKeyStamp(signer.apiKey, body))
    // Another signature over the same bytes: ECDSA has many.
    const second = await send(path, body, apiKeyStamp(signer.apiKey, body))
    expect(second.status).toBe(200)
    expect(second.body).toEqual(first.body)
    expect(at(first.body, 'activity.fingerprint')).toBe(`sha256:${createHash('sha256').update(body).digest('hex')}`)
    const wallets = await query(signer.apiKey, 'list_wallets', signer.organizationId)
    expect(at(wallets.body, 'wallets')).toHaveLength(1)
    // The hash is of the bytes, not of what they mean.
    const respaced = JSON.stringify(JSON.parse(body), null, 1).replace('Once', 'Twice')
    const third = await send(path, respaced, apiKeyStamp(signer.apiKey, respaced))
    expect(textAt(third.body, 'activity.id')).not.toBe(textAt(first.body, 'activity.id'))
  })

  test('sent many times at once', async () => {
    const { signer, send, activityBody, query } = context
    const body = activityBody('ACTIVITY_TYPE_CREATE_WALLET', { walletName: 'Once', accounts: [] })
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => send('/public/v1/submit/create_wallet', body, apiKeyStamp(signer.apiKey, body))),
    )
    expect(new Set(answers.map((answer) => textAt(answer.body, 'activity.id'))).size).toBe(1)
    const wallets = await query(signer.apiKey, 'list_wallets', signer.organizationId)
    expect(at(wallets.body, 'wallets')).toHaveLength(1)
  })

  test('must still be vouched for', async () => {
    const { createSubOrganization, activityBody, send } = context
    const ada = await register()
    const eve = await register()
    const { id, address } = await createSubOrganization([{ authenticators: [ada] }])
    const body = activityBody(signRaw, { signWith: address, ...hello }, { organizationId: id })
    const path = '/public/v1/submit/sign_raw_payload'
    expect(await send(path, body, await passkeyStamp(ada, body))).toMatchObject({ status: 200 })
    expect(await send(path, body)).toMatchObject({ status: 401 })
    expect(await send(path, body, await passkeyStamp(eve, body))).toMatchObject({ status: 401 })
    // The parent may read what came of it, by get_activity. It may not ask for it.
    const stamps = apiKeyStamp(context.signer.apiKey, body)
    expect(await send(path, body, stamps)).toMatchObject({ status: 403 })
  })

  test('of a failure show it again, and it can be read', async () => {
    const { signer, send, activityBody, query } = context
    const body = activityBody(signRaw, { signWith: '0x0000000000000000000000000000000000000001', ...hello })
    const path = '/public/v1/submit/sign_raw_payload'
    const failed = await send(path, body, apiKeyStamp(signer.apiKey, body))
    expect(failed).toMatchObject(
      refusal(404, 5, 'NOT_FOUND', 'Could not find any resource to sign with. Addresses are case sensitive.'),
    )
    const again = await send(path, body, apiKeyStamp(signer.apiKey, body))
    expect(again).toMatchObject({
      status: 200,
      body: {
        activity: {
          status: 'ACTIVITY_STATUS_FAILED',
          result: null,
          failure: { code: 5, message: textAt(failed.body, 'message'), details: [] },
        },
      },
    })
    const read = await query(signer.apiKey, 'get_activity', signer.organizationId, {
      activityId: textAt(again.body, 'activity.id'),
    })
    expect(read.body).toEqual(again.body)
  })
})

describeSigner('what is no request', {}, (context) => {
  test.each([
    ['nothing', ''],
    ['no JSON', '{"organizationId":'],
    ['an array', '[]'],
    ['a string', '"organizationId"'],
    ['null', 'null'],
  ])('%s', async (_, body) => {
    const { signer, send } = context
    const answer = await send('/public/v1/query/whoami', body, apiKeyStamp(signer.apiKey, body))
    expect(answer).toMatchObject(refusal(400, 3, 'REQUEST_INVALID', /^bad request body/))
  })

  test('bytes that are no UTF-8, a byte order mark', async () => {
    const { signer, send } = context
    const json = Buffer.from(JSON.stringify({ organizationId: signer.organizationId, x: 'x' }))
    const broken = new Uint8Array(json)
    broken[broken.length - 3] = 0xff
    const marked = new Uint8Array(Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), json]))
    for (const body of [broken, marked])
      expect(await send('/public/v1/query/whoami', body, apiKeyStamp(signer.apiKey, body))).toMatchObject({
        status: 400,
      })
  })

  test('organizations that are none', async () => {
    const { signer, query } = context
    const unknown = '99999999-9999-4999-8999-999999999999'
    for (const id of ['', 'x', `${signer.organizationId} `, `{${unknown}}`])
      expect(await query(signer.apiKey, 'whoami', id)).toMatchObject(
        refusal(400, 3, 'INVALID_ORGANIZATION_ID', 'malformed organization ID provided'),
      )
    expect(await query(signer.apiKey, 'whoami', unknown)).toMatchObject(
      refusal(404, 5, 'ORGANIZATION_NOT_FOUND', `no organization found with the given ID: ${unknown}`),
    )
  })

  test('fields that are missing or wrong', async () => {
    const { signer, submit } = context
    expect(await submit(signer.apiKey, 'ACTIVITY_TYPE_CREATE_WALLET', { accounts: [] })).toMatchObject(
      refusal(400, 3, 'REQUEST_INVALID', 'invalid request body: missing field `parameters.walletName`'),
    )
    expect(await submit(signer.apiKey, 'ACTIVITY_TYPE_CREATE_WALLET', undefined)).toMatchObject({ status: 400 })
    expect(await submit(signer.apiKey, 'ACTIVITY_TYPE_CREATE_WALLET', { walletName: 5 })).toMatchObject({ status: 400 })
  })

  test('other methods, content types, paths, and what is not implemented', async () => {
    const { send } = context
    const path = '/public/v1/query/whoami'
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const answer = await send(path, '{}', {}, method)
      expect(answer).toMatchObject({ status: 405, body: { code: 12 } })
      expect(answer.headers.get('allow')).toBe('POST, OPTIONS')
    }
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', ''])
      expect(await send(path, '{}', { 'content-type': type })).toMatchObject({ status: 415, body: { code: 3 } })
    expect(await send(path, '{}', { 'content-type': 'application/json; charset=utf-8' })).toMatchObject({ status: 401 })
    for (const unknown of ['/', '/public/v1/query/', '/public/v2/query/whoami', '/public/v1/query/whoami/x', '//x'])
      expect(await send(unknown, '{}')).toMatchObject({ status: 404, body: { code: 5 } })
    expect(await send('/public/v1/submit/create_policy', '{}')).toMatchObject({
      status: 501,
      body: { code: 12, message: 'the local signer does not implement the activity create_policy' },
    })
    expect(await send('/public/v1/query/list_policies', '{}')).toMatchObject({ status: 501, body: { code: 12 } })
  })

  test('bodies over 1 MiB, and one of exactly that', async () => {
    const { signer, send } = context
    const fill = (size: number): string => {
      const start = `{"organizationId":"${signer.organizationId}","x":"`
      return `${start}${'x'.repeat(size - start.length - 2)}"}`
    }
    const whole = fill(1024 * 1024)
    expect(await send('/public/v1/query/whoami', whole, apiKeyStamp(signer.apiKey, whole))).toMatchObject({
      status: 200,
    })
    const over = fill(1024 * 1024 + 1)
    expect(await send('/public/v1/query/whoami', over, apiKeyStamp(signer.apiKey, over))).toMatchObject({
      status: 413,
      body: { code: 3, message: 'bad request body: it is over the limit of 1048576 bytes' },
    })
    expect(await send('/public/v1/query/whoami', '{}')).toMatchObject({ status: 401 })
  })
})
