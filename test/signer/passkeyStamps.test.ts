import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { describeSigner } from './describeSigner.js'
import { refusal, withFields } from './refusal.js'
import { at, passkeyStamp, register, textAt } from './testClient.js'

const signRaw = 'ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2'
const hello = { payload: 'hello', encoding: 'PAYLOAD_ENCODING_TEXT_UTF8', hashFunction: 'HASH_FUNCTION_KECCAK256' }

function clientData(changes: Record<string, unknown>): string {
  return Buffer.from(
    JSON.stringify({ type: 'webauthn.get', challenge: '', origin: 'http://localhost:5173', ...changes }),
  ).toString('base64url')
}

describeSigner('a passkey stamp', {}, (context) => {
  test('is valid for the exact body only', async () => {
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

  test('is refused when another passkey made it', async () => {
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
    // Eve's signature with Ada's credential id.
    const forged = withFields(await passkeyStamp(eve, body), { credentialId: ada.credentialId })
    expect(await send(path, body, forged)).toMatchObject(
      refusal(401, 16, 'SIGNATURE_INVALID', 'could not verify WebAuthN signature: the signature does not match'),
    )
    expect(evesId).not.toBe(id)
  })

  test('is refused on another path', async () => {
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
  ])('is refused with another %s in its client data', async (_, changes, reason) => {
    const { createSubOrganization, post } = context
    const ada = await register()
    const { id } = await createSubOrganization([{ authenticators: [ada] }])
    const answer = await post(
      async (body) => {
        const challenge = Buffer.from(createHash('sha256').update(body).digest('hex')).toString('base64url')
        return withFields(await passkeyStamp(ada, body), { clientDataJson: clientData({ challenge, ...changes }) })
      },
      '/public/v1/query/whoami',
      { organizationId: id },
    )
    expect(answer).toMatchObject({ status: 401, body: { turnkeyErrorCode: 'SIGNATURE_INVALID' } })
    expect(textAt(answer.body, 'message')).toContain(`could not verify WebAuthN signature: ${reason}`)
  })

  test.each([
    ['of another RP ID', (data: Buffer) => Buffer.concat([Buffer.alloc(32), data.subarray(32)]), 'the RP ID is not'],
    ['without user presence', (data: Buffer) => withFlags(data, 0x04), 'the user was not present'],
    ['with contradictory backup flags', (data: Buffer) => withFlags(data, 0x11), 'the backup flags contradict'],
    ['truncated', (data: Buffer) => data.subarray(0, 36), 'authenticatorData is malformed'],
    ['with extra bytes', (data: Buffer) => Buffer.concat([data, Buffer.from([0])]), 'authenticatorData is malformed'],
    ['with missing extensions', (data: Buffer) => withFlags(data, 0x85), 'authenticatorData is malformed'],
    ['with a missing key', (data: Buffer) => withFlags(data, 0x45), 'authenticatorData is malformed'],
    [
      'with another counter',
      (data: Buffer) => Buffer.concat([data.subarray(0, 36), Buffer.from([9])]),
      'the signature does not',
    ],
  ])('is refused with authenticator data %s', async (_, change, reason) => {
    const { createSubOrganization, post } = context
    const ada = await register()
    const { id } = await createSubOrganization([{ authenticators: [ada] }])
    const answer = await post(
      async (body) => {
        const stamps = await passkeyStamp(ada, body)
        const { authenticatorData } = JSON.parse(stamps['X-Stamp-Webauthn'] ?? '')
        return withFields(stamps, {
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
    ['not JSON', () => 'nonsense'],
    ['in base64url', (value: string) => Buffer.from(value).toString('base64url')],
    ['without a field', (value: string) => JSON.stringify({ ...JSON.parse(value), signature: undefined })],
    ['with an empty field', (value: string) => JSON.stringify({ ...JSON.parse(value), signature: '' })],
    ['with base64', (value: string) => JSON.stringify({ ...JSON.parse(value), clientDataJson: 'ab+/' })],
    ['with padding', (value: string) => JSON.stringify({ ...JSON.parse(value), signature: 'AA==' })],
    ['with stray bits', (value: string) => JSON.stringify({ ...JSON.parse(value), signature: 'AB' })],
  ])('is refused when malformed: %s', async (_, change) => {
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

  test('is recorded in the vote', async () => {
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

describeSigner(
  'with configured origins',
  { origins: ['https://app.example.com', 'android:apk-key-hash:abc'] },
  (context) => {
    test.each(['https://app.example.com', 'android:apk-key-hash:abc'])('%s', async (origin) => {
      const { createSubOrganization, query } = context
      const ada = await register({ rpId: 'app.example.com', origin })
      const { id } = await createSubOrganization([{ authenticators: [ada] }])
      expect(await query(ada, 'whoami', id)).toMatchObject({ status: 200 })
    })

    test('no other origin is accepted', async () => {
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

describeSigner("with the origin '*'", { origins: ['*'] }, (context) => {
  test('every origin is accepted', async () => {
    const { createSubOrganization, query } = context
    const ada = await register({ rpId: 'example.com', origin: 'https://anywhere.example.com' })
    const { id } = await createSubOrganization([{ authenticators: [ada] }])
    expect(await query(ada, 'whoami', id)).toMatchObject({ status: 200 })
  })
})
