import { expect, test } from 'vitest'
import { describeSigner, type SignerContext } from './describeSigner.js'
import { type Answer, apiKeyParams, at, type Caller, keyPair, register, textAt } from './testClient.js'

const noPolicy = {
  status: 403,
  body: {
    code: 7,
    message: expect.stringMatching(/^You don't have sufficient permissions to take this action\./),
    details: [
      {
        '@type': 'type.googleapis.com/errors.v1.PolicyEnginePermissionError',
        message: 'No policies evaluated to outcome: Allow',
        policyEvaluations: [],
      },
    ],
  },
}

async function household(context: SignerContext) {
  const ada = await register()
  const guest = keyPair()
  const { id: organizationId, rootUserIds, address } = await context.createSubOrganization([{ authenticators: [ada] }])
  const submit = (caller: Caller, type: string, parameters: unknown) =>
    context.submit(caller, type, parameters, { organizationId })
  const invited = await submit(ada, 'ACTIVITY_TYPE_CREATE_USERS_V4', {
    users: [{ userName: 'Guest', userEmail: 'guest@example.com', apiKeys: [apiKeyParams(guest)], userTags: [] }],
  })
  const guestId = textAt(invited.body, 'activity.result.createUsersResult.userIds.0')
  const userOf = async (userId: string) => (await context.query(ada, 'get_user', organizationId, { userId })).body
  return { ada, adaId: rootUserIds[0] ?? '', guest, guestId, organizationId, address, submit, userOf, invited }
}

const idsOf = (answer: Answer, path: string): string[] => {
  const ids = at(answer.body, `activity.result.${path}`)
  if (!Array.isArray(ids)) throw new Error(answer.text)
  return ids.map(String)
}

describeSigner('users', {}, (context) => {
  test('are created, and read one by one and together', async () => {
    const { ada, adaId, guest, guestId, organizationId, userOf, invited } = await household(context)
    expect(at(invited.body, 'activity.intent.createUsersIntentV4.users.0')).toMatchObject({ userName: 'Guest' })
    expect(await userOf(guestId)).toEqual({
      user: {
        userId: guestId,
        userName: 'Guest',
        userEmail: 'guest@example.com',
        authenticators: [],
        apiKeys: [
          {
            apiKeyId: expect.any(String),
            apiKeyName: 'Key',
            credential: { publicKey: guest.publicKey, type: 'CREDENTIAL_TYPE_API_KEY_P256' },
            createdAt: { seconds: expect.any(String), nanos: '0' },
            updatedAt: { seconds: expect.any(String), nanos: '0' },
          },
        ],
        userTags: [],
        oauthProviders: [],
        mfaPolicies: [],
        createdAt: { seconds: expect.any(String), nanos: '0' },
        updatedAt: { seconds: expect.any(String), nanos: '0' },
      },
    })
    const all = await context.query(ada, 'list_users', organizationId)
    expect(at(all.body, 'users')).toMatchObject([{ userId: adaId }, { userId: guestId }])
    expect(
      await context.query(ada, 'get_user', organizationId, { userId: '99999999-9999-4999-8999-999999999999' }),
    ).toMatchObject({
      status: 404,
      body: { code: 5, message: expect.stringMatching(/^unable to find user .* in organization /) },
    })
    // The user of another organization is not found.
    const other = await household(context)
    expect(await context.query(ada, 'get_user', organizationId, { userId: other.adaId })).toMatchObject({ status: 404 })
  })

  test('outside the root quorum read, and change only their own credentials', async () => {
    const { ada, adaId, guest, guestId, organizationId, address, submit } = await household(context)
    for (const name of ['whoami', 'list_wallets', 'list_users', 'list_activities'])
      expect(await context.query(guest, name, organizationId)).toMatchObject({ status: 200 })

    const sign = {
      signWith: address,
      payload: '00'.repeat(32),
      encoding: 'PAYLOAD_ENCODING_HEXADECIMAL',
      hashFunction: 'HASH_FUNCTION_NO_OP',
    }
    const refused: [string, unknown][] = [
      ['ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2', sign],
      ['ACTIVITY_TYPE_CREATE_WALLET', { walletName: 'W' }],
      ['ACTIVITY_TYPE_CREATE_USERS_V4', { users: [{ userName: 'X', apiKeys: [apiKeyParams(keyPair())] }] }],
      ['ACTIVITY_TYPE_CREATE_API_KEYS_V2', { userId: adaId, apiKeys: [apiKeyParams(keyPair())] }],
      ['ACTIVITY_TYPE_UPDATE_ROOT_QUORUM', { threshold: 1, userIds: [guestId] }],
    ]
    for (const [type, parameters] of refused) expect(await submit(guest, type, parameters)).toMatchObject(noPolicy)

    const phone = await register()
    const key = keyPair()
    const added = await submit(guest, 'ACTIVITY_TYPE_CREATE_AUTHENTICATORS_V2', {
      userId: guestId,
      authenticators: [phone.params],
    })
    expect(idsOf(added, 'createAuthenticatorsResult.authenticatorIds')).toHaveLength(1)
    expect(await context.query(phone, 'whoami', organizationId)).toMatchObject({ body: { userId: guestId } })
    const keyed = await submit(phone, 'ACTIVITY_TYPE_CREATE_API_KEYS_V2', {
      userId: guestId,
      apiKeys: [apiKeyParams(key)],
    })
    expect(idsOf(keyed, 'createApiKeysResult.apiKeyIds')).toHaveLength(1)
    expect(await context.query(key, 'whoami', organizationId)).toMatchObject({ body: { userId: guestId } })
    // A root user manages the credentials of all users.
    const apiKeyIds = idsOf(keyed, 'createApiKeysResult.apiKeyIds')
    expect(await submit(ada, 'ACTIVITY_TYPE_DELETE_API_KEYS', { userId: guestId, apiKeyIds })).toMatchObject({
      body: { activity: { result: { deleteApiKeysResult: { apiKeyIds } } } },
    })
    expect(await context.query(key, 'whoami', organizationId)).toMatchObject({ status: 403 })
  })

  test('need a credential, and tags that exist', async () => {
    const { ada, submit } = await household(context)
    const users = (changes: object) =>
      submit(ada, 'ACTIVITY_TYPE_CREATE_USERS_V4', {
        users: [{ userName: 'X', apiKeys: [apiKeyParams(keyPair())], ...changes }],
      })
    expect(await users({ apiKeys: [] })).toMatchObject({
      status: 400,
      body: { message: 'user missing valid credential: X' },
    })
    expect(await users({ userTags: ['99999999-9999-4999-8999-999999999999'] })).toMatchObject({ status: 404 })
    expect(await users({ userName: '' })).toMatchObject({ status: 400 })
    expect(await users({ userPhoneNumber: '123' })).toMatchObject({ status: 400 })
    expect(await submit(ada, 'ACTIVITY_TYPE_CREATE_USERS_V4', { users: [] })).toMatchObject({ status: 400 })
  })
})

describeSigner('credentials', {}, (context) => {
  test('a second passkey can sign instead of the first', async () => {
    const { ada, adaId, organizationId, address, submit, userOf } = await household(context)
    const phone = await register()
    const added = await submit(ada, 'ACTIVITY_TYPE_CREATE_AUTHENTICATORS_V2', {
      userId: adaId,
      authenticators: [phone.params],
    })
    expect(at(await userOf(adaId), 'user.authenticators')).toHaveLength(2)
    const [first] = (at(await userOf(adaId), 'user.authenticators') as { authenticatorId: string }[]).map(
      (entry) => entry.authenticatorId,
    )
    expect(
      await submit(phone, 'ACTIVITY_TYPE_DELETE_AUTHENTICATORS', { userId: adaId, authenticatorIds: [first] }),
    ).toMatchObject({
      body: { activity: { result: { deleteAuthenticatorsResult: { authenticatorIds: [first] } } } },
    })
    expect(await context.query(ada, 'whoami', organizationId)).toMatchObject({ status: 401 })
    const sign = {
      signWith: address,
      payload: '00'.repeat(32),
      encoding: 'PAYLOAD_ENCODING_HEXADECIMAL',
      hashFunction: 'HASH_FUNCTION_NO_OP',
    }
    expect(await submit(phone, 'ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2', sign)).toMatchObject({ status: 200 })
    // The last one cannot be deleted.
    const authenticatorIds = idsOf(added, 'createAuthenticatorsResult.authenticatorIds')
    expect(
      await submit(phone, 'ACTIVITY_TYPE_DELETE_AUTHENTICATORS', { userId: adaId, authenticatorIds }),
    ).toMatchObject({
      status: 400,
      body: { code: 3, message: `user missing valid credential: ${adaId}` },
    })
    expect(await context.query(phone, 'whoami', organizationId)).toMatchObject({ status: 200 })
    const failed = await context.query(phone, 'list_activities', organizationId, {
      filterByStatus: ['ACTIVITY_STATUS_FAILED'],
    })
    expect(at(failed.body, 'activities')).toMatchObject([
      {
        type: 'ACTIVITY_TYPE_DELETE_AUTHENTICATORS',
        failure: { code: 3, message: `user missing valid credential: ${adaId}` },
      },
    ])
  })

  test('a session does not count as the last credential', async () => {
    const { ada, adaId, submit, userOf } = await household(context)
    const session = { ...apiKeyParams(keyPair()), expirationSeconds: '900' }
    await submit(ada, 'ACTIVITY_TYPE_CREATE_API_KEYS_V2', { userId: adaId, apiKeys: [session] })
    const authenticatorIds = [textAt(await userOf(adaId), 'user.authenticators.0.authenticatorId')]
    expect(await submit(ada, 'ACTIVITY_TYPE_DELETE_AUTHENTICATORS', { userId: adaId, authenticatorIds })).toMatchObject(
      {
        status: 400,
        body: { message: `user missing valid credential: ${adaId}` },
      },
    )
  })

  test('are unique in their organization', async () => {
    const { ada, adaId, guest, guestId, submit } = await household(context)
    expect(
      await submit(ada, 'ACTIVITY_TYPE_CREATE_API_KEYS_V2', { userId: adaId, apiKeys: [apiKeyParams(guest)] }),
    ).toMatchObject({
      status: 400,
      body: { message: `user credential public keys must be unique: ${guest.publicKey}` },
    })
    expect(
      await submit(ada, 'ACTIVITY_TYPE_CREATE_AUTHENTICATORS_V2', { userId: guestId, authenticators: [ada.params] }),
    ).toMatchObject({
      status: 400,
      body: { message: expect.stringMatching(/^user credential public keys must be unique: /) },
    })
  })

  test('of other users are not deleted by mistake', async () => {
    const { ada, adaId, guestId, submit, userOf } = await household(context)
    const authenticatorIds = [textAt(await userOf(adaId), 'user.authenticators.0.authenticatorId')]
    expect(
      await submit(ada, 'ACTIVITY_TYPE_DELETE_AUTHENTICATORS', { userId: guestId, authenticatorIds }),
    ).toMatchObject({
      status: 404,
      body: { code: 5 },
    })
    const apiKeyIds = [textAt(await userOf(guestId), 'user.apiKeys.0.apiKeyId')]
    expect(await submit(ada, 'ACTIVITY_TYPE_DELETE_API_KEYS', { userId: adaId, apiKeyIds })).toMatchObject({
      status: 404,
    })
    expect(await submit(ada, 'ACTIVITY_TYPE_DELETE_API_KEYS', { userId: guestId, apiKeyIds: ['x'] })).toMatchObject({
      status: 400,
    })
    expect(
      await submit(ada, 'ACTIVITY_TYPE_CREATE_API_KEYS_V2', {
        userId: '99999999-9999-4999-8999-999999999999',
        apiKeys: [apiKeyParams(keyPair())],
      }),
    ).toMatchObject({ status: 404 })
  })

  test('are limited to ten of a kind; a new expiring key replaces the oldest', async () => {
    const { ada, adaId, organizationId, submit, userOf } = await household(context)
    const add = (apiKeys: object[]) => submit(ada, 'ACTIVITY_TYPE_CREATE_API_KEYS_V2', { userId: adaId, apiKeys })
    expect(await add(Array.from({ length: 10 }, () => apiKeyParams(keyPair())))).toMatchObject({ status: 200 })
    expect(await add([apiKeyParams(keyPair())])).toMatchObject({
      status: 429,
      body: { code: 8, message: 'user has exceeded maximum long-lived api keys' },
    })
    const short = keyPair()
    const first = keyPair()
    expect(await add([{ ...apiKeyParams(first), expirationSeconds: '3600' }])).toMatchObject({ status: 200 })
    expect(await add([{ ...apiKeyParams(short), expirationSeconds: '1' }])).toMatchObject({ status: 200 })
    for (let n = 0; n < 8; n++) {
      context.clock.ms += 1000
      await add([{ ...apiKeyParams(keyPair()), expirationSeconds: '3600' }])
    }
    expect(at(await userOf(adaId), 'user.apiKeys')).toHaveLength(20)
    await add([{ ...apiKeyParams(keyPair()), expirationSeconds: '3600' }])
    // The expired one was deleted before an older valid one.
    expect(await context.query(first, 'whoami', organizationId)).toMatchObject({ status: 200 })
    expect(await context.query(short, 'list_wallets', organizationId)).toMatchObject({
      body: { turnkeyErrorCode: 'PUBLIC_KEY_NOT_FOUND' },
    })
    await add([{ ...apiKeyParams(keyPair()), expirationSeconds: '3600' }])
    expect(await context.query(first, 'whoami', organizationId)).toMatchObject({ status: 403 })
    expect(at(await userOf(adaId), 'user.apiKeys')).toHaveLength(20)
    expect(at(await userOf(adaId), 'user.apiKeys.19')).toMatchObject({ expirationSeconds: '3600' })
  })
})

describeSigner('keys', {}, (context) => {
  test('of a wallet can be added, or derived without being added', async () => {
    const { signer, submit, query } = context
    const account = (index: number) => ({
      curve: 'CURVE_SECP256K1',
      pathFormat: 'PATH_FORMAT_BIP32',
      path: `m/44'/60'/0'/0/${index}`,
      addressFormat: 'ADDRESS_FORMAT_ETHEREUM',
    })
    const made = await submit(signer.apiKey, 'ACTIVITY_TYPE_CREATE_WALLET', { walletName: 'W', accounts: [account(0)] })
    const walletId = textAt(made.body, 'activity.result.createWalletResult.walletId')
    const more = (accounts: object[], persist?: boolean) =>
      submit(signer.apiKey, 'ACTIVITY_TYPE_CREATE_WALLET_ACCOUNTS', { walletId, accounts, persist })
    const shown = await more([account(0), account(1)], false)
    expect(at(shown.body, 'activity.result.createWalletAccountsResult.addresses.0')).toBe(
      at(made.body, 'activity.result.createWalletResult.addresses.0'),
    )
    const count = async () =>
      at(
        (await query(signer.apiKey, 'list_wallet_accounts', signer.organizationId, { walletId })).body,
        'accounts.length',
      )
    expect(await count()).toBe(1)
    const kept = await more([account(1), account(2)])
    expect(at(kept.body, 'activity.result.createWalletAccountsResult.addresses.0')).toBe(
      at(shown.body, 'activity.result.createWalletAccountsResult.addresses.1'),
    )
    expect(await count()).toBe(3)
    expect(await more([account(3), account(1)])).toMatchObject({ status: 409, body: { code: 6 } })
    expect(await count()).toBe(3)
    expect(
      await submit(signer.apiKey, 'ACTIVITY_TYPE_CREATE_WALLET_ACCOUNTS', {
        walletId: '99999999-9999-4999-8999-999999999999',
        accounts: [account(5)],
      }),
    ).toMatchObject({ status: 404, body: { code: 5 } })
    expect(await more([])).toMatchObject({ status: 400 })
  })

  test('that belong to no wallet', async () => {
    const { signer, submit, query } = context
    const params = (privateKeyName: string) => ({
      privateKeyName,
      curve: 'CURVE_SECP256K1',
      privateKeyTags: [],
      addressFormats: ['ADDRESS_FORMAT_ETHEREUM', 'ADDRESS_FORMAT_COMPRESSED'],
    })
    const create = (privateKeys: object[]) =>
      submit(signer.apiKey, 'ACTIVITY_TYPE_CREATE_PRIVATE_KEYS_V2', { privateKeys })
    const made = await create([params('One'), params('Two')])
    const one = at(made.body, 'activity.result.createPrivateKeysResultV2.privateKeys.0')
    expect(one).toEqual({
      privateKeyId: expect.any(String),
      addresses: [
        { format: 'ADDRESS_FORMAT_ETHEREUM', address: expect.stringMatching(/^0x[0-9a-fA-F]{40}$/) },
        { format: 'ADDRESS_FORMAT_COMPRESSED', address: expect.stringMatching(/^0[23][0-9a-f]{64}$/) },
      ],
    })
    const privateKeyId = textAt(one, 'privateKeyId')
    const read = await query(signer.apiKey, 'get_private_key', signer.organizationId, { privateKeyId })
    expect(read.body).toEqual({
      privateKey: {
        privateKeyId,
        publicKey: textAt(one, 'addresses.1.address'),
        privateKeyName: 'One',
        curve: 'CURVE_SECP256K1',
        addresses: at(one, 'addresses'),
        privateKeyTags: [],
        createdAt: { seconds: expect.any(String), nanos: '0' },
        updatedAt: { seconds: expect.any(String), nanos: '0' },
        exported: false,
        imported: false,
      },
    })
    await signer.importPrivateKey({ organizationId: signer.organizationId, privateKey: '11'.repeat(32), name: 'Three' })
    const all = await query(signer.apiKey, 'list_private_keys', signer.organizationId)
    expect(at(all.body, 'privateKeys')).toMatchObject([
      { privateKeyName: 'One', imported: false },
      { privateKeyName: 'Two', imported: false },
      { privateKeyName: 'Three', imported: true },
    ])
    expect(all.text).not.toMatch(/sealed|11111111/)
    for (const signWith of [privateKeyId, textAt(one, 'addresses.0.address')]) {
      const signed = await submit(signer.apiKey, 'ACTIVITY_TYPE_SIGN_RAW_PAYLOADS', {
        signWith,
        payloads: ['hello', '', 'grüße'],
        encoding: 'PAYLOAD_ENCODING_TEXT_UTF8',
        hashFunction: 'HASH_FUNCTION_KECCAK256',
      })
      expect(at(signed.body, 'activity.result.signRawPayloadsResult.signatures')).toHaveLength(3)
    }
    expect(await create([params('One')])).toMatchObject({ status: 409 })
    expect(await create([])).toMatchObject({ status: 400 })
    expect(await create([{ ...params('X'), privateKeyTags: ['99999999-9999-4999-8999-999999999999'] }])).toMatchObject({
      status: 404,
    })
    expect(await query(signer.apiKey, 'get_private_key', signer.organizationId, { privateKeyId: 'x' })).toMatchObject({
      status: 404,
    })
  })

  test('sign many payloads as they sign each one, all or none', async () => {
    const { signer, submit } = context
    const { address } = await signer.importPrivateKey({
      organizationId: signer.organizationId,
      privateKey: '11'.repeat(32),
    })
    const base = { signWith: address, encoding: 'PAYLOAD_ENCODING_HEXADECIMAL', hashFunction: 'HASH_FUNCTION_NO_OP' }
    const payloads = ['11'.repeat(32), '22'.repeat(32)]
    const many = await submit(signer.apiKey, 'ACTIVITY_TYPE_SIGN_RAW_PAYLOADS', { ...base, payloads })
    const each = await Promise.all(
      payloads.map((payload) => submit(signer.apiKey, 'ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2', { ...base, payload })),
    )
    expect(at(many.body, 'activity.result.signRawPayloadsResult.signatures')).toEqual(
      each.map((answer) => at(answer.body, 'activity.result.signRawPayloadResult')),
    )
    expect(
      await submit(signer.apiKey, 'ACTIVITY_TYPE_SIGN_RAW_PAYLOADS', { ...base, payloads: ['11'.repeat(32), '33'] }),
    ).toMatchObject({
      status: 400,
      body: { message: 'expected a 32-bytes-long digest' },
    })
    expect(await submit(signer.apiKey, 'ACTIVITY_TYPE_SIGN_RAW_PAYLOADS', { ...base, payloads: [] })).toMatchObject({
      status: 400,
    })
  })
})

describeSigner('the list of activities', {}, (context) => {
  test('is filtered by type and status, in pages in both directions, newest first', async () => {
    const { signer, submit, query } = context
    for (let n = 0; n < 12; n++)
      await submit(signer.apiKey, 'ACTIVITY_TYPE_CREATE_WALLET', { walletName: `W${n % 10}` })
    await submit(signer.apiKey, 'ACTIVITY_TYPE_CREATE_PRIVATE_KEYS_V2', {
      privateKeys: [{ privateKeyName: 'P', curve: 'CURVE_SECP256K1', addressFormats: [] }],
    })
    const list = async (body: object = {}) => {
      const answer = await query(signer.apiKey, 'list_activities', signer.organizationId, { ...body })
      expect(answer.status, answer.text).toBe(200)
      return at(answer.body, 'activities') as { id: string; type: string; status: string; intent: unknown }[]
    }
    const all = await list({ paginationOptions: { limit: '100' } })
    expect(all).toHaveLength(13)
    expect(all[0]?.type).toBe('ACTIVITY_TYPE_CREATE_PRIVATE_KEYS_V2')
    const ids = all.map(({ id }) => id)
    expect([...ids].sort().reverse()).toEqual(ids)
    expect((await list()).map(({ id }) => id)).toEqual(ids.slice(0, 10))
    expect((await list({ paginationOptions: { limit: '5', after: ids[9] } })).map(({ id }) => id)).toEqual(
      ids.slice(10),
    )
    expect((await list({ paginationOptions: { limit: '3', before: ids[8] } })).map(({ id }) => id)).toEqual(
      ids.slice(5, 8),
    )
    expect((await list({ paginationOptions: { after: ids[2], before: ids[5] } })).map(({ id }) => id)).toEqual(
      ids.slice(3, 5),
    )
    expect(await list({ filterByStatus: ['ACTIVITY_STATUS_FAILED'] })).toHaveLength(2)
    expect(
      await list({
        filterByStatus: ['ACTIVITY_STATUS_FAILED', 'ACTIVITY_STATUS_COMPLETED'],
        paginationOptions: { limit: '100' },
      }),
    ).toHaveLength(13)
    expect(await list({ filterByType: ['ACTIVITY_TYPE_CREATE_PRIVATE_KEYS_V2'] })).toHaveLength(1)
    expect(
      await list({
        filterByType: ['ACTIVITY_TYPE_CREATE_PRIVATE_KEYS_V2'],
        filterByStatus: ['ACTIVITY_STATUS_FAILED'],
      }),
    ).toHaveLength(0)
    expect(await list({ filterByType: [], filterByStatus: [] })).toHaveLength(10)
    for (const body of [
      { filterByStatus: 'ACTIVITY_STATUS_FAILED' },
      { filterByStatus: ['DONE'] },
      { filterByType: 'ACTIVITY_TYPE_CREATE_WALLET' },
      { paginationOptions: { after: '99999999-9999-7999-8999-999999999999' } },
      { paginationOptions: { limit: '1000' } },
    ])
      expect(await query(signer.apiKey, 'list_activities', signer.organizationId, body)).toMatchObject({ status: 400 })
  })
})
