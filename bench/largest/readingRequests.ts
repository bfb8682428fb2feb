import { at, type LargestRequest, textsAt, type World } from './world.ts'

/** The largest queries to a full organization. */
export async function* readingRequests(
  { submit, query, send }: World,
  { userId, walletId, signWith }: { userId: string; walletId: string; signWith: string },
): AsyncGenerator<LargestRequest, void, unknown> {
  const sign = (payload: string): LargestRequest =>
    submit('SIGN_RAW_PAYLOAD_V2', '', {
      signWith,
      payload,
      encoding: 'PAYLOAD_ENCODING_TEXT_UTF8',
      hashFunction: 'HASH_FUNCTION_SHA256',
    })
  const activityId = at(await send(sign('"'.repeat(500_000))), 'activity.id')
  // Each is answered with six bytes a quote, and with a user of 60 kB.
  for (let index = 0; index < 20; index++) await send(sign(`${index}`.padEnd(22_000, '"')))
  const ask = (name: string, path: string, fields = {}): Promise<unknown> =>
    send(query(name, '', fields)).then((answer) => at(answer, path))

  yield query('whoami', 'nothing')
  yield query('get_organization_configs', '100 users')
  yield query('get_activity', 'half a MB of quotes', { activityId })
  yield query('list_activities', 'nearly 4 MiB', { paginationOptions: { limit: '20' } })
  yield query('list_activities', '200 types and statuses, of which none is found', {
    filterByType: Array(200).fill('ACTIVITY_TYPE_NONE'),
    filterByStatus: Array(200).fill('ACTIVITY_STATUS_COMPLETED'),
    paginationOptions: { limit: '100' },
  })
  yield query('get_user', '30 credentials', { userId })
  // Of full organizations, these are refused: their lists are over 4 MiB.
  yield query('list_users', '100 users with 30 credentials')
  yield query('get_api_keys', '2,000 keys')
  yield query('get_api_keys', '20 keys', { userId })
  yield query('get_api_key', 'one', { apiKeyId: await ask('get_api_keys', 'apiKeys.0.apiKeyId', { userId }) })
  yield query('get_authenticators', '10 passkeys', { userId })
  const passkeys = textsAt(await send(query('get_authenticators', '', { userId })), 'authenticators', 'authenticatorId')
  yield query('get_authenticator', 'one', { authenticatorId: passkeys[0] })
  yield query('list_wallets', '100 wallets')
  yield query('get_wallet', 'one', { walletId })
  yield query('list_wallet_accounts', '100 of 10,000', {
    includeWalletDetails: true,
    paginationOptions: { limit: '100' },
  })
  yield query('get_wallet_account', 'one of 10,000', { walletId, address: signWith })
  yield query('get_wallet_account', 'none of 10,000', { walletId, path: 'm/1' })
  yield query('list_private_keys', '1,000 keys')
  const privateKeyId = await ask('list_private_keys', 'privateKeys.0.privateKeyId')
  yield query('get_private_key', 'five addresses', { privateKeyId })
}
