import { expect, test } from 'vitest'
import { describeSigner, type SignerContext } from './describeSigner.js'
import { apiKeyParams, at, type Caller, ethereumAccount, keyPair, register, textAt } from './testClient.js'

const unknownId = '99999999-9999-4999-8999-999999999999'

async function home(context: SignerContext, roots = 1, threshold = 1) {
  const keys = Array.from({ length: roots }, keyPair)
  const [key = keyPair()] = keys
  const passkey = await register()
  const made = await context.createSubOrganization(
    keys.map((each, index) => ({ apiKeys: [each], authenticators: index === 0 ? [passkey] : [] })),
    threshold,
  )
  const submit = (type: string, parameters: unknown, caller: Caller = key) =>
    context.submit(caller, `ACTIVITY_TYPE_${type}`, parameters, { organizationId: made.id })
  const ask = (name: string, body?: Record<string, unknown>, caller: Caller = key) =>
    context.query(caller, name, made.id, body)
  const sign = (signWith: string) =>
    submit('SIGN_RAW_PAYLOAD_V2', {
      signWith,
      payload: '00'.repeat(32),
      encoding: 'PAYLOAD_ENCODING_HEXADECIMAL',
      hashFunction: 'HASH_FUNCTION_NO_OP',
    })
  return { ...made, key, keys, passkey, submit, ask, sign }
}

const done = (result: Record<string, unknown>) => ({
  status: 200,
  body: { activity: { status: 'ACTIVITY_STATUS_COMPLETED', result } },
})

describeSigner('updates and deletions', {}, (context) => {
  test('a user gets another name, email and phone number, and keeps the rest', async () => {
    const { rootUserIds, submit, ask } = await home(context)
    const [userId = ''] = rootUserIds
    context.clock.ms += 5_000
    expect(await submit('UPDATE_USER', { userId, userEmail: 'ada@example.com' })).toMatchObject(
      done({ updateUserResult: { userId } }),
    )
    expect(await submit('UPDATE_USER', { userId, userPhoneNumber: '+13214567890', userTagIds: [] })).toMatchObject(
      done({ updateUserResult: { userId } }),
    )
    expect(await submit('UPDATE_USER_NAME', { userId, userName: 'Ada' })).toMatchObject(
      done({ updateUserNameResult: { userId } }),
    )
    const user = at((await ask('get_user', { userId })).body, 'user')
    expect(user).toMatchObject({ userName: 'Ada', userEmail: 'ada@example.com', userPhoneNumber: '+13214567890' })
    expect(Number(textAt(user, 'updatedAt.seconds'))).toBeGreaterThan(Number(textAt(user, 'createdAt.seconds')))
    await submit('UPDATE_USER', { userId, userEmail: '', userPhoneNumber: null })
    const left = at((await ask('get_user', { userId })).body, 'user')
    expect(left).not.toHaveProperty('userEmail')
    expect(left).toMatchObject({ userName: 'Ada', userPhoneNumber: '+13214567890' })
    expect(await submit('UPDATE_USER', { userId, userTagIds: [unknownId] })).toMatchObject({ status: 404 })
    expect(await submit('UPDATE_USER', { userId, userEmail: 'ada' })).toMatchObject({ status: 400 })
    expect(await submit('UPDATE_USER_NAME', { userId: unknownId, userName: 'X' })).toMatchObject({ status: 404 })
    expect(await submit('UPDATE_USER_NAME', { userId })).toMatchObject({ status: 400 })
  })

  test('a user is deleted with their credentials, and their votes stay', async () => {
    const { rootUserIds, keys, submit, ask } = await home(context, 2)
    const [first = '', second = ''] = rootUserIds
    const [mine, theirs = keyPair()] = keys
    await submit('UPDATE_USER_NAME', { userId: second, userName: 'Bob' }, theirs)
    expect(await submit('DELETE_USERS', { userIds: [second, unknownId] })).toMatchObject({ status: 404 })
    expect(await ask('whoami', {}, theirs)).toMatchObject({ body: { userId: second } })

    const bytes = context.activityBody(
      'ACTIVITY_TYPE_DELETE_USERS',
      { userIds: [second] },
      { organizationId: textAt((await ask('whoami')).body, 'organizationId') },
    )
    const again = () => context.post(mine ?? theirs, '/public/v1/submit/delete_users', bytes)
    expect(await again()).toMatchObject(done({ deleteUsersResult: { userIds: [second] } }))
    expect(await again()).toMatchObject(done({ deleteUsersResult: { userIds: [second] } }))
    expect(await ask('list_wallets', {}, theirs)).toMatchObject({ status: 401 })
    expect(at((await ask('list_users')).body, 'users')).toMatchObject([{ userId: first }])
    expect(await ask('get_user', { userId: second })).toMatchObject({ status: 404 })
    const renamed = await ask('list_activities', { filterByType: ['ACTIVITY_TYPE_UPDATE_USER_NAME'] })
    expect(at(renamed.body, 'activities.0.votes')).toMatchObject([
      { userId: second, user: { userName: 'Bob', apiKeys: [] } },
    ])
    // Their key can be registered again.
    const invited = await submit('CREATE_USERS_V4', {
      users: [{ userName: 'Bob', apiKeys: [apiKeyParams(theirs)], userTags: [] }],
    })
    const userId = textAt(invited.body, 'activity.result.createUsersResult.userIds.0')
    expect(await ask('whoami', {}, theirs)).toMatchObject({ body: { userId } })
  })

  test('root users that the quorum needs cannot be deleted', async () => {
    const { rootUserIds, ask, submit } = await home(context)
    expect(await submit('DELETE_USERS', { userIds: rootUserIds })).toMatchObject({
      status: 400,
      body: { message: 'quorum users missing' },
    })
    expect(await ask('whoami')).toMatchObject({ status: 200 })
  })

  test('a wallet gets another name, which must be unique', async () => {
    const { walletId, submit, ask } = await home(context)
    expect(await submit('UPDATE_WALLET', { walletId, walletName: 'Savings' })).toMatchObject(
      done({ updateWalletResult: { walletId } }),
    )
    expect((await ask('get_wallet', { walletId })).body).toMatchObject({ wallet: { walletName: 'Savings' } })
    await submit('CREATE_WALLET', { walletName: 'Second', accounts: [] })
    expect(await submit('UPDATE_WALLET', { walletId, walletName: 'Second' })).toMatchObject({ status: 409 })
    expect(await submit('UPDATE_WALLET', { walletId, walletName: 'Savings' })).toMatchObject({ status: 200 })
    expect(await submit('UPDATE_WALLET', { walletId })).toMatchObject({ status: 200 })
    expect((await ask('get_wallet', { walletId })).body).toMatchObject({ wallet: { walletName: 'Savings' } })
    expect(await submit('UPDATE_WALLET', { walletId: unknownId, walletName: 'X' })).toMatchObject({ status: 404 })
  })

  test('keys are deleted only with deleteWithoutExport, and then sign no more', async () => {
    const { walletId, address, submit, ask, sign } = await home(context)
    const created = await submit('CREATE_PRIVATE_KEYS_V2', {
      privateKeys: [
        {
          privateKeyName: 'Key',
          curve: 'CURVE_SECP256K1',
          privateKeyTags: [],
          addressFormats: ['ADDRESS_FORMAT_ETHEREUM'],
        },
      ],
    })
    const privateKeyId = textAt(created.body, 'activity.result.createPrivateKeysResultV2.privateKeys.0.privateKeyId')
    await submit('CREATE_WALLET_ACCOUNTS', { walletId, accounts: [{ ...ethereumAccount, path: "m/44'/60'/0'/0/1" }] })
    const accounts = at((await ask('list_wallet_accounts')).body, 'accounts')
    const [firstId, second] = [textAt(accounts, '0.walletAccountId'), textAt(accounts, '1.address')]
    const cases: [string, string, string[], string, string[]][] = [
      ['DELETE_PRIVATE_KEYS', 'privateKeyIds', [privateKeyId], 'deletePrivateKeysResult', [privateKeyId]],
      ['DELETE_WALLET_ACCOUNTS', 'walletAccountIds', [firstId], 'deleteWalletAccountsResult', [address]],
      ['DELETE_WALLETS', 'walletIds', [walletId], 'deleteWalletsResult', [second]],
    ]
    for (const [type, field, ids, result, signers] of cases) {
      for (const signWith of signers) expect(await sign(signWith)).toMatchObject({ status: 200 })
      for (const refused of [{}, { deleteWithoutExport: false }])
        expect(await submit(type, { [field]: ids, ...refused })).toMatchObject({
          status: 400,
          body: { message: expect.stringContaining('deleteWithoutExport') },
        })
      expect(await submit(type, { [field]: [...ids, unknownId], deleteWithoutExport: true })).toMatchObject({
        status: 404,
      })
      context.clock.ms += 1
      for (const signWith of signers) expect(await sign(signWith)).toMatchObject({ status: 200 })
      expect(await submit(type, { [field]: ids, deleteWithoutExport: true })).toMatchObject(
        done({ [result]: { [field]: ids } }),
      )
      for (const signWith of signers) expect(await sign(signWith)).toMatchObject({ status: 404 })
    }
    expect((await ask('list_wallets')).body).toEqual({ wallets: [] })
    expect((await ask('list_wallet_accounts')).body).toEqual({ accounts: [] })
    expect((await ask('list_private_keys')).body).toEqual({ privateKeys: [] })
  })

  test('a sub-organization is deleted by its own root users only, and then not found', async () => {
    const { id, key, passkey, submit, ask } = await home(context)
    const { signer, query, submit: submitAny } = context
    const type = 'ACTIVITY_TYPE_DELETE_SUB_ORGANIZATION'
    const force = { deleteWithoutExport: true }
    expect(await submitAny(signer.apiKey, type, force, { organizationId: id })).toMatchObject({ status: 400 })
    expect(await submitAny(signer.apiKey, type, force)).toMatchObject({
      status: 400,
      body: { turnkeyErrorCode: 'INVALID_ACTIVITY_CALLER' },
    })
    expect(await submit('DELETE_SUB_ORGANIZATION', {})).toMatchObject({ status: 400 })
    expect(await ask('whoami')).toMatchObject({ status: 200 })
    expect(await submit('DELETE_SUB_ORGANIZATION', force, passkey)).toMatchObject(
      done({ deleteSubOrganizationResult: { subOrganizationUuid: id } }),
    )
    for (const caller of [key, signer.apiKey])
      expect(await query(caller, 'list_wallets', id)).toMatchObject({
        status: 404,
        body: { turnkeyErrorCode: 'ORGANIZATION_NOT_FOUND' },
      })
    expect((await query(signer.apiKey, 'list_suborgs', signer.organizationId)).body).toEqual({ organizationIds: [] })
    expect(await query(key, 'whoami', signer.organizationId)).toMatchObject({ status: 403 })
    // The same passkey and key can be registered again.
    const anew = await context.createSubOrganization([{ authenticators: [passkey], apiKeys: [key] }])
    expect(await query(passkey, 'whoami', signer.organizationId)).toMatchObject({ body: { organizationId: anew.id } })
  })

  test('users outside the root quorum can update and delete nothing', async () => {
    const { rootUserIds, walletId, submit } = await home(context)
    const guest = keyPair()
    await submit('CREATE_USERS_V4', { users: [{ userName: 'Guest', apiKeys: [apiKeyParams(guest)], userTags: [] }] })
    const [userId] = rootUserIds
    for (const [type, parameters] of [
      ['UPDATE_USER_NAME', { userId, userName: 'X' }],
      ['UPDATE_USER', { userId, userName: 'X' }],
      ['DELETE_USERS', { userIds: [userId] }],
      ['UPDATE_WALLET', { walletId, walletName: 'X' }],
      ['DELETE_WALLETS', { walletIds: [walletId], deleteWithoutExport: true }],
      ['DELETE_WALLET_ACCOUNTS', { walletAccountIds: [unknownId], deleteWithoutExport: true }],
      ['DELETE_PRIVATE_KEYS', { privateKeyIds: [unknownId], deleteWithoutExport: true }],
      ['DELETE_SUB_ORGANIZATION', { deleteWithoutExport: true }],
    ] as const)
      expect(await submit(type, parameters, guest)).toMatchObject({ status: 403, body: { code: 7 } })
  })
})
