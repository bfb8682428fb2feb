import { expect, test } from 'vitest'
import { swapCase } from '../harness/swapCase.js'
import { describeSigner, type SignerContext } from './describeSigner.js'
import { at, keyPair, register, textAt } from './testClient.js'

const unknownId = '99999999-9999-4999-8999-999999999999'

async function adas(context: SignerContext) {
  const [passkey, key] = [await register(), keyPair()]
  const made = await context.createSubOrganization([
    { authenticators: [passkey], apiKeys: [key] },
    { apiKeys: [keyPair()] },
  ])
  const ask = (name: string, body?: Record<string, unknown>) => context.query(passkey, name, made.id, body)
  const users = at((await ask('list_users')).body, 'users')
  return { ...made, passkey, key, ask, users }
}

describeSigner('queries for one object', {}, (context) => {
  test('the root quorum of an organization', async () => {
    const { id, rootUserIds } = await adas(context)
    const { signer, query } = context
    expect((await query(signer.apiKey, 'get_organization_configs', id)).body).toEqual({
      configs: { features: [], quorum: { threshold: 1, userIds: rootUserIds } },
    })
  })

  test('an authenticator, and the authenticators of a user', async () => {
    const { ask, users, rootUserIds } = await adas(context)
    const authenticator = at(users, '0.authenticators.0')
    const authenticatorId = textAt(authenticator, 'authenticatorId')
    expect((await ask('get_authenticator', { authenticatorId })).body).toEqual({ authenticator })
    expect(await ask('get_authenticator', { authenticatorId: unknownId })).toMatchObject({
      status: 404,
      body: { code: 5 },
    })
    expect(await ask('get_authenticator')).toMatchObject({ status: 400, body: { code: 3 } })
    expect((await ask('get_authenticators', { userId: rootUserIds[0] })).body).toEqual({
      authenticators: [authenticator],
    })
    expect((await ask('get_authenticators', { userId: rootUserIds[1] })).body).toEqual({ authenticators: [] })
    expect(await ask('get_authenticators', { userId: unknownId })).toMatchObject({
      status: 200,
      body: { authenticators: [] },
    })
  })

  test('an API key, the keys of a user and of all users', async () => {
    const { ask, users, rootUserIds } = await adas(context)
    const [first, second] = [at(users, '0.apiKeys.0'), at(users, '1.apiKeys.0')]
    expect((await ask('get_api_key', { apiKeyId: textAt(first, 'apiKeyId') })).body).toEqual({ apiKey: first })
    expect(await ask('get_api_key', { apiKeyId: unknownId })).toMatchObject({ status: 404, body: { code: 5 } })
    expect((await ask('get_api_keys', { userId: rootUserIds[1] })).body).toEqual({ apiKeys: [second] })
    expect((await ask('get_api_keys')).body).toEqual({ apiKeys: [first, second] })
    expect(await ask('get_api_keys', { userId: unknownId })).toMatchObject({ status: 200, body: { apiKeys: [] } })
  })

  test('a wallet, and an account by its address or its path', async () => {
    const { ask, walletId, address } = await adas(context)
    const wallet = at((await ask('list_wallets')).body, 'wallets.0')
    const account = at((await ask('list_wallet_accounts')).body, 'accounts.0')
    expect((await ask('get_wallet', { walletId })).body).toEqual({ wallet })
    expect(await ask('get_wallet', { walletId: unknownId })).toMatchObject({ status: 404, body: { code: 5 } })
    const path = textAt(account, 'path')
    for (const by of [{ address }, { path }, { address, path }])
      expect((await ask('get_wallet_account', { walletId, ...by })).body).toEqual({ account })
    for (const by of [{ address: swapCase(address) }, { path: "m/44'/60'/0'/0/9" }, { address, path: 'm/0' }])
      expect(await ask('get_wallet_account', { walletId, ...by })).toMatchObject({ status: 404, body: { code: 5 } })
    expect(await ask('get_wallet_account', { walletId: unknownId, address })).toMatchObject({ status: 404 })
    expect(await ask('get_wallet_account', { walletId })).toMatchObject({ status: 400, body: { code: 3 } })
  })

  test('objects of another organization are not found', async () => {
    const [mine, other] = [await adas(context), await adas(context)]
    const asked = {
      get_authenticator: { authenticatorId: textAt(other.users, '0.authenticators.0.authenticatorId') },
      get_api_key: { apiKeyId: textAt(other.users, '0.apiKeys.0.apiKeyId') },
      get_wallet: { walletId: other.walletId },
      get_wallet_account: { walletId: other.walletId, address: other.address },
    }
    for (const [name, body] of Object.entries(asked)) expect(await mine.ask(name, body)).toMatchObject({ status: 404 })
    for (const name of ['get_authenticators', 'get_api_keys'])
      expect(Object.values(Object((await mine.ask(name, { userId: other.rootUserIds[0] })).body))).toEqual([[]])
    // The parent can read its sub-organizations.
    const { signer, query } = context
    for (const [name, body] of Object.entries(asked))
      expect(await query(signer.apiKey, name, other.id, body)).toMatchObject({ status: 200 })
  })
})
