import { expect, test } from 'vitest'
import { describeSigner } from './describeSigner.js'
import { register } from './testClient.js'

describeSigner('the sub-organizations and their users', {}, (context) => {
  test('the parent finds one by the credential of its user', async () => {
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

  test('a credential of two users is found in both', async () => {
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

  test('other filters are said to be missing, and a user lists nothing of the parent', async () => {
    const { signer, query, createSubOrganization } = context
    const ada = await register()
    const { id } = await createSubOrganization([{ authenticators: [ada] }])
    for (const filter of [{}, { filterType: 'NAME', filterValue: 'Ada' }])
      expect(await query(signer.apiKey, 'list_suborgs', signer.organizationId, filter)).toMatchObject({
        status: 501,
        body: { code: 12 },
      })
    const noValue = await query(signer.apiKey, 'list_suborgs', signer.organizationId, { filterType: 'CREDENTIAL_ID' })
    expect(noValue).toMatchObject({ status: 400, body: { code: 3 } })
    const byCredential = { filterType: 'CREDENTIAL_ID', filterValue: ada.credentialId }
    expect((await query(ada, 'list_suborgs', signer.organizationId, byCredential)).status).toBe(401)
    expect((await query(ada, 'list_suborgs', id, byCredential)).body).toEqual({ organizationIds: [] })
  })

  test('the parent and the user read the users, with their credentials', async () => {
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
