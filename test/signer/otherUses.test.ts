import { expect, test } from 'vitest'
import { describeSigner } from './describeSigner.js'
import { type Answer, at, passkeyStamp, register } from './testClient.js'

// What somebody can do with a stamped request that is not theirs: a stamp covers the body, and not the path.

const names = [
  'get_activity',
  'get_api_key',
  'get_api_keys',
  'get_authenticator',
  'get_authenticators',
  'get_organization_configs',
  'get_private_key',
  'get_user',
  'get_wallet',
  'get_wallet_account',
  'list_activities',
  'list_private_keys',
  'list_suborgs',
  'list_users',
  'list_wallet_accounts',
  'list_wallets',
  'whoami',
]

describeSigner('a stamped request', {}, (context) => {
  async function open() {
    const ada = await register()
    const {
      id: organizationId,
      rootUserIds,
      walletId,
      address,
    } = await context.createSubOrganization([{ authenticators: [ada] }])
    /** Stamps a body once, and posts it to every path of a query. @returns the paths that took it. */
    const tryEverywhere = async (body: string): Promise<string[]> => {
      const stamps = await passkeyStamp(ada, body)
      const answers: [string, Answer][] = []
      for (const name of names) answers.push([name, await context.send(`/public/v1/query/${name}`, body, stamps)])
      return answers.filter(([, { status }]) => status === 200).map(([name]) => name)
    }
    return { ada, organizationId, userId: rootUserIds[0], walletId, address, tryEverywhere }
  }

  test('of an activity is no query', async () => {
    const { organizationId, address, tryEverywhere } = await open()
    const body = context.activityBody(
      'ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2',
      {
        signWith: address,
        payload: 'hello',
        encoding: 'PAYLOAD_ENCODING_TEXT_UTF8',
        hashFunction: 'HASH_FUNCTION_KECCAK256',
      },
      { organizationId },
    )
    expect(await tryEverywhere(body)).toEqual([])
    // Over the parent as well.
    const logIn = context.activityBody('ACTIVITY_TYPE_STAMP_LOGIN', { publicKey: '02' })
    expect(await tryEverywhere(logIn)).toEqual([])
  })

  test('of an activity with the fields of a query, however they are written, is not one either', async () => {
    const { organizationId, userId, walletId, tryEverywhere } = await open()
    const fields = { organizationId, userId, walletId }
    for (const extra of [
      { type: 'ACTIVITY_TYPE_STAMP_LOGIN' },
      { timestampMs: '0' },
      { parameters: {} },
      { type: null },
      { generateAppProofs: true },
      { Type: 'x' },
      JSON.parse('{"__proto__":{}}'),
      { constructor: 'x' },
      { '': '' },
    ])
      expect(await tryEverywhere(JSON.stringify({ ...fields, ...extra }))).toEqual([])
    expect(await tryEverywhere(`{"organizationId":"${organizationId}","__proto__":{"type":"x"}}`)).toEqual([])
  })

  test('of a query is another one only where both have the same fields', async () => {
    const { organizationId, userId, walletId, address, tryEverywhere } = await open()
    const stamped = (body: object) => tryEverywhere(JSON.stringify({ organizationId, ...body }))
    expect(await stamped({ walletId })).toEqual(['get_wallet', 'list_wallet_accounts'])
    expect(await stamped({ walletId, address })).toEqual(['get_wallet_account'])
    expect(await stamped({ walletId, includeWalletDetails: false })).toEqual(['list_wallet_accounts'])
    expect(await stamped({ userId })).toEqual(['get_api_keys', 'get_authenticators', 'get_user'])
    expect(await stamped({ filterByType: ['ACTIVITY_TYPE_STAMP_LOGIN'] })).toEqual(['list_activities'])
    expect(await stamped({ paginationOptions: { limit: '1' } })).toEqual([
      'list_activities',
      'list_suborgs',
      'list_wallet_accounts',
    ])
    // This is what is left: a body that names the organization alone lists everything in it.
    expect(await stamped({})).toEqual([
      'get_api_keys',
      'get_organization_configs',
      'list_activities',
      'list_private_keys',
      'list_suborgs',
      'list_users',
      'list_wallet_accounts',
      'list_wallets',
      'whoami',
    ])
  })

  test('with an unknown field quotes no more of it than its first hundred characters', async () => {
    const { ada, organizationId } = await open()
    const answer = await context.query(ada, 'whoami', organizationId, {
      [`${'a'.repeat(99)}\u001b[31m${'b'.repeat(5000)}`]: 1,
    })
    expect(answer.status).toBe(400)
    expect(at(answer.body, 'message')).toBe(`invalid request body: unknown field "${'a'.repeat(99)}\\u001b"`)
  })
})
