import { createHash } from 'node:crypto'
import * as P256 from 'ox/P256'
import * as PublicKey from 'ox/PublicKey'
import { expect, test } from 'vitest'
import { describeSigner, type SignerContext } from './describeSigner.js'
import { apiKeyParams, at, type Caller, type KeyPair, keyPair, register, textAt } from './testClient.js'

const logIn = (context: SignerContext, caller: Caller, key: KeyPair, more = {}, organizationId?: string) =>
  context.submit(
    caller,
    'ACTIVITY_TYPE_STAMP_LOGIN',
    { publicKey: key.publicKey, ...more },
    organizationId === undefined ? {} : { organizationId },
  )

async function openUser(context: SignerContext) {
  const ada = await register()
  const { id: organizationId, rootUserIds, address } = await context.createSubOrganization([{ authenticators: [ada] }])
  return { ada, organizationId, userId: rootUserIds[0] ?? '', address }
}

const tokenOf = (answer: { body: unknown }) => textAt(answer.body, 'activity.result.stampLoginResult.session')
const claimsOf = (token: string): unknown => JSON.parse(atob(token.split('.')[1] ?? ''))

/** The signature is over the SHA-256 of the SHA-256. */
function possibleSigners(content: string, signature: string): string[] {
  const hash = (data: string | Buffer) => createHash('sha256').update(data).digest()
  const [r, s] = [BigInt(`0x${signature.slice(0, 64)}`), BigInt(`0x${signature.slice(64)}`)]
  return [0, 1].map((yParity) =>
    PublicKey.toHex(P256.recoverPublicKey({ payload: hash(hash(content)), signature: { r, s, yParity } })),
  )
}

describeSigner('sessions', {}, (context) => {
  test('are created for the passkey’s organization when it names the parent', async () => {
    const { ada, organizationId, userId, address } = await openUser(context)
    const key = keyPair()
    const answer = await logIn(context, ada, key)
    expect(answer).toMatchObject({
      status: 200,
      body: { activity: { organizationId, status: 'ACTIVITY_STATUS_COMPLETED', type: 'ACTIVITY_TYPE_STAMP_LOGIN' } },
    })
    expect(claimsOf(tokenOf(answer))).toEqual({
      exp: Math.floor(context.clock.ms / 1000) + 900,
      public_key: key.publicKey,
      session_type: 'SESSION_TYPE_READ_WRITE',
      user_id: userId,
      organization_id: organizationId,
    })

    const { body } = await context.query(key, 'get_user', organizationId, { userId })
    expect(at(body, 'user.apiKeys')).toMatchObject([
      { credential: { publicKey: key.publicKey, type: 'CREDENTIAL_TYPE_LOGIN' }, expirationSeconds: '900' },
    ])
    const sign = {
      signWith: address,
      payload: '00'.repeat(32),
      encoding: 'PAYLOAD_ENCODING_HEXADECIMAL',
      hashFunction: 'HASH_FUNCTION_NO_OP',
    }
    expect(await context.submit(key, 'ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2', sign, { organizationId })).toMatchObject({
      status: 200,
    })
    // It is a key of the user, and unknown in the parent.
    expect(await context.query(key, 'list_users', context.signer.organizationId)).toMatchObject({ status: 401 })
  })

  test('are preceded by whoami and list_suborgs, which find the passkey’s organization', async () => {
    const { ada, organizationId, userId } = await openUser(context)
    const parent = context.signer.organizationId
    expect(await context.query(ada, 'whoami', parent)).toMatchObject({ status: 200, body: { organizationId, userId } })
    // Other queries do not resolve the organization.
    expect(await context.query(ada, 'list_wallets', parent)).toMatchObject({ status: 401 })
    expect(await context.query(await register(), 'whoami', parent)).toMatchObject({ status: 401 })
    const filter = { filterType: 'CREDENTIAL_ID', filterValue: ada.credentialId }
    expect(await context.query(context.signer.apiKey, 'list_suborgs', parent, filter)).toMatchObject({
      body: { organizationIds: [organizationId] },
    })
  })

  test('have tokens signed as production signs them, by one key', async () => {
    const { ada } = await openUser(context)
    const tokens = [tokenOf(await logIn(context, ada, keyPair())), tokenOf(await logIn(context, ada, keyPair()))]
    const signers = tokens.map((token) => {
      const [header = '', claims = '', signature = ''] = token.split('.')
      expect(JSON.parse(atob(header))).toEqual({ alg: 'ES256', typ: 'JWT' })
      // Official clients read it with `atob`.
      expect(claims).toMatch(/^[A-Za-z0-9]+$/)
      expect(Buffer.from(signature, 'base64url')).toHaveLength(64)
      return possibleSigners(`${header}.${claims}`, Buffer.from(signature, 'base64url').toString('hex'))
    })
    // A signature recovers to two possible keys. One of them is the same for both tokens.
    expect(signers[0]?.filter((key) => signers[1]?.includes(key))).toHaveLength(1)
  })

  test('end, by the clock of the signer', async () => {
    const { ada, organizationId } = await openUser(context)
    const key = keyPair()
    expect(await logIn(context, ada, key, { expirationSeconds: '60' })).toMatchObject({ status: 200 })
    context.clock.ms += 59_999
    expect(await context.query(key, 'whoami', organizationId)).toMatchObject({ status: 200 })
    context.clock.ms += 1
    expect(await context.query(key, 'whoami', organizationId)).toMatchObject({
      status: 401,
      body: {
        code: 16,
        turnkeyErrorCode: 'API_KEY_EXPIRED',
        message: expect.stringContaining('Unauthenticated desc = expired api key publicKey'),
      },
    })
    // An expired session cannot create another one.
    expect(await logIn(context, key, keyPair())).toMatchObject({ status: 401 })
  })

  test('end with invalidateExisting, and long-lived keys stay', async () => {
    const { ada, organizationId, userId } = await openUser(context)
    const [first, second, third, lasting] = [keyPair(), keyPair(), keyPair(), keyPair()]
    await context.submit(
      ada,
      'ACTIVITY_TYPE_CREATE_API_KEYS_V2',
      { userId, apiKeys: [apiKeyParams(lasting)] },
      { organizationId },
    )
    await logIn(context, ada, first)
    await logIn(context, ada, second)
    expect(await context.query(first, 'whoami', organizationId)).toMatchObject({ status: 200 })
    await logIn(context, ada, third, { invalidateExisting: true })
    for (const ended of [first, second])
      expect(await context.query(ended, 'list_wallets', organizationId)).toMatchObject({
        status: 401,
        body: { turnkeyErrorCode: 'PUBLIC_KEY_NOT_FOUND' },
      })
    for (const live of [third, lasting])
      expect(await context.query(live, 'whoami', organizationId)).toMatchObject({ status: 200 })
  })

  test('are one for the same bytes and for the same key, and can end themselves', async () => {
    const { ada, organizationId, userId } = await openUser(context)
    const key = keyPair()
    const body = context.activityBody('ACTIVITY_TYPE_STAMP_LOGIN', { publicKey: key.publicKey })
    const once = await context.post(ada, '/public/v1/submit/stamp_login', JSON.parse(body))
    const again = await context.post(ada, '/public/v1/submit/stamp_login', JSON.parse(body))
    expect(tokenOf(again)).toBe(tokenOf(once))
    expect(await logIn(context, ada, key)).toMatchObject({
      status: 400,
      body: { message: expect.stringContaining('user credential public keys must be unique') },
    })

    const { body: user } = await context.query(key, 'get_user', organizationId, { userId })
    const apiKeyIds = [textAt(user, 'user.apiKeys.0.apiKeyId')]
    const type = 'ACTIVITY_TYPE_DELETE_API_KEYS'
    expect(await context.submit(key, type, { userId, apiKeyIds }, { organizationId })).toMatchObject({ status: 200 })
    expect(await context.query(key, 'list_wallets', organizationId)).toMatchObject({ status: 401 })
  })

  test('are refused when malformed', async () => {
    const { ada, organizationId } = await openUser(context)
    const { publicKey } = keyPair()
    for (const more of [
      { publicKey: '00' },
      { publicKey: `05${publicKey.slice(2)}` },
      { expirationSeconds: '0' },
      { expirationSeconds: 60 },
    ])
      expect(await logIn(context, ada, keyPair(), more)).toMatchObject({ status: 400 })
    expect(await logIn(context, ada, keyPair(), { sessionProfileId: 'p' })).toMatchObject({ status: 404 })
    // An unknown key, and the parent's key for another organization.
    expect(await logIn(context, await register(), keyPair())).toMatchObject({ status: 401 })
    expect(await logIn(context, context.signer.apiKey, keyPair(), {}, organizationId)).toMatchObject({ status: 400 })
  })
})
