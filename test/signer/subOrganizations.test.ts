import { expect, test } from 'vitest'
import { describeSigner } from './describeSigner.js'
import { apiKeyParams, at, ethereumAccount, keyPair, register, textAt } from './testClient.js'

describeSigner('sub-organizations', {}, (context) => {
  test('are found by the credential of their user', async () => {
    const { signer, query, createSubOrganization } = context
    const [ada, bob] = [await register(), await register()]
    const adas = await createSubOrganization([{ authenticators: [ada] }])
    const bobs = await createSubOrganization([{ authenticators: [bob] }])
    const find = async (filterValue: string) =>
      (await query(signer.apiKey, 'list_suborgs', signer.organizationId, { filterType: 'CREDENTIAL_ID', filterValue }))
        .body
    expect(await find(ada.credentialId)).toEqual({ organizationIds: [adas.id] })
    expect(await find(bob.credentialId)).toEqual({ organizationIds: [bobs.id] })
    expect(await find('AAAA')).toEqual({ organizationIds: [] })
  })

  test('with the same credential are all found', async () => {
    const { signer, query, createSubOrganization } = context
    const ada = await register()
    const ids = [
      (await createSubOrganization([{ authenticators: [ada] }])).id,
      (await createSubOrganization([{ authenticators: [ada] }])).id,
    ]
    const found = await query(signer.apiKey, 'list_suborgs', signer.organizationId, {
      filterType: 'CREDENTIAL_ID',
      filterValue: ada.credentialId,
    })
    expect(found.body).toEqual({ organizationIds: expect.arrayContaining(ids) })
  })

  test('cannot be listed by unknown filters, nor by users of a sub-organization', async () => {
    const { signer, query, createSubOrganization } = context
    const ada = await register()
    const { id } = await createSubOrganization([{ authenticators: [ada] }])
    const list = (filter: Record<string, unknown>) =>
      query(signer.apiKey, 'list_suborgs', signer.organizationId, filter)
    expect(await list({ filterType: 'OIDC_TOKEN', filterValue: 'e30' })).toMatchObject({ status: 501 })
    for (const filter of [
      { filterType: 'SHOE_SIZE', filterValue: '42' },
      { filterValue: 'Ada' },
      { paginationOptions: { limit: '0' } },
      { paginationOptions: { after: signer.organizationId } },
    ])
      expect(await list(filter)).toMatchObject({ status: 400, body: { code: 3 } })
    const noValue = await query(signer.apiKey, 'list_suborgs', signer.organizationId, { filterType: 'CREDENTIAL_ID' })
    expect(noValue).toMatchObject({ status: 400, body: { code: 3 } })
    const byCredential = { filterType: 'CREDENTIAL_ID', filterValue: ada.credentialId }
    expect((await query(ada, 'list_suborgs', signer.organizationId, byCredential)).status).toBe(401)
    expect((await query(ada, 'list_suborgs', id, byCredential)).body).toEqual({ organizationIds: [] })
  })

  test.each([
    ['NAME', "Ada's"],
    ['USERNAME', 'ada'],
    ['EMAIL', 'ada@example.com'],
    ['PHONE_NUMBER', '+13214567890'],
    ['PUBLIC_KEY', undefined],
    ['WALLET_ACCOUNT_ADDRESS', undefined],
  ])('are found by %s', async (filterType, given) => {
    const { signer, query, submit, createSubOrganization } = context
    const key = keyPair()
    await createSubOrganization([{ apiKeys: [keyPair()] }])
    const created = await submit(signer.apiKey, 'ACTIVITY_TYPE_CREATE_SUB_ORGANIZATION_V8', {
      subOrganizationName: "Ada's",
      rootUsers: [
        {
          userName: 'ada',
          userEmail: 'ada@example.com',
          userPhoneNumber: '+13214567890',
          apiKeys: [apiKeyParams(key)],
        },
      ],
      rootQuorumThreshold: 1,
      wallet: { walletName: 'Wallet', accounts: [ethereumAccount] },
    })
    const result = at(created.body, 'activity.result.createSubOrganizationResultV8')
    const value =
      given ?? (filterType === 'PUBLIC_KEY' ? key.publicKey.toUpperCase() : textAt(result, 'wallet.addresses.0'))
    const find = async (filterValue: string) =>
      (await query(signer.apiKey, 'list_suborgs', signer.organizationId, { filterType, filterValue })).body
    expect(await find(value)).toEqual({ organizationIds: [textAt(result, 'subOrganizationId')] })
    expect(await find(`${value}0`)).toEqual({ organizationIds: [] })
    expect(await find("' OR 1=1 --")).toEqual({ organizationIds: [] })
  })

  test('are listed in pages, in both directions', async () => {
    const { signer, query, createSubOrganization } = context
    const made: string[] = []
    for (let count = 0; count < 5; count++) made.push((await createSubOrganization([{ apiKeys: [keyPair()] }])).id)
    made.sort()
    const list = async (paginationOptions?: Record<string, string>, filter = {}) =>
      at(
        (
          await query(signer.apiKey, 'list_suborgs', signer.organizationId, {
            ...filter,
            ...(paginationOptions && { paginationOptions }),
          })
        ).body,
        'organizationIds',
      )
    const [first = '', second = '', third = '', fourth = '', fifth = ''] = made
    expect(await list()).toEqual(made)
    expect(await list({ limit: '2' })).toEqual([first, second])
    expect(await list({ limit: '2', after: second })).toEqual([third, fourth])
    expect(await list({ limit: '2', after: fourth })).toEqual([fifth])
    expect(await list({ limit: '2', before: fourth })).toEqual([second, third])
    expect(await list({ after: first, before: fourth })).toEqual([second, third])
    expect(await list({ limit: '2', after: third }, { filterType: 'NAME', filterValue: 'Ada' })).toEqual([
      fourth,
      fifth,
    ])
  })

  test('have users that the parent and the users themselves can read', async () => {
    const { signer, query, createSubOrganization } = context
    const ada = await register()
    const { id, rootUserIds } = await createSubOrganization([{ authenticators: [ada] }, { apiKeys: [signer.apiKey] }])
    const [byParent, byUser] = [await query(signer.apiKey, 'list_users', id), await query(ada, 'list_users', id)]
    expect(byUser.body).toEqual(byParent.body)
    expect(byUser.body).toMatchObject({
      users: [
        {
          userId: rootUserIds[0],
          userName: 'Root 1',
          authenticators: [{ credentialId: ada.credentialId, authenticatorName: 'Passkey' }],
          apiKeys: [],
        },
        { userId: rootUserIds[1], userName: 'Root 2', authenticators: [], apiKeys: [{ apiKeyName: 'Key' }] },
      ],
    })
  })
})
