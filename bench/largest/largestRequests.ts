import { createKeyPair, type KeyPair } from '../stampedRequest.ts'
import {
  accounts,
  apiKey,
  fillOrganization,
  fillWallets,
  longName,
  newPasskey,
  privateKeys,
  repeat,
  users,
} from './fillOrganization.ts'
import { limitRequests } from './limitRequests.ts'
import { policyRequests } from './policyRequests.ts'
import { readingRequests } from './readingRequests.ts'
import { signingRequests } from './signingRequests.ts'
import { at, createWorld, type LargestRequest, textsAt, type World } from './world.ts'

type Requests = AsyncGenerator<LargestRequest, void, unknown>
type Made = { organizationId: string; rootUserIds: string[]; walletId: string; addresses: string[] }

/**
 * The largest requests of every endpoint, to organizations that are filled to their limits: at least one an endpoint, several
 * where different things take time. Expects the answer to each.
 *
 * @param parameters.send Sends the requests that prepare others.
 * @param parameters.share Part of the limits up to which organizations are filled.
 */
export async function* largestRequests({
  signer,
  send,
  share,
}: {
  signer: { organizationId: string; apiKey: KeyPair }
  send: World['send']
  share: number
}): Requests {
  const parent = createWorld(signer.organizationId, signer.apiKey, send)
  const [root, secondRoot] = [createKeyPair(), createKeyPair()]
  const rootKeys = [root, ...(await repeat(99, createKeyPair))]

  const full = readMade(yield await subOrganization(parent, rootKeys, 1))
  const world = createWorld(full.organizationId, root, send)
  await fillOrganization(world, { rootUserIds: full.rootUserIds, share })
  const second = readMade(await send(await subOrganization(parent, [secondRoot], 1)))
  yield* changes(createWorld(second.organizationId, secondRoot, send), second)

  const { walletId, rootUserIds, addresses } = full
  const [userId = ''] = rootUserIds
  const [signWith = ''] = addresses
  const path = '100 disjoint paths of 10 levels'
  yield world.submit('CREATE_WALLET_ACCOUNTS', path, { walletId, accounts: accounts(100, 100), persist: true })
  for (const request of signingRequests(world, signWith)) yield request
  const user = { userId, userName: longName, userEmail: `${'b'.repeat(243)}@example.com`, userTagIds: [] }
  yield world.submit('UPDATE_USER', 'long texts', { ...user, userPhoneNumber: '+123456789012345' })
  yield world.submit('UPDATE_USER_NAME', '300,000 lists that are dropped', {
    userId,
    userName: longName,
    unknown: Array(300_000).fill([]),
  })
  yield world.submit('UPDATE_WALLET', 'a long name', { walletId, walletName: longName })
  yield world.submit('UPDATE_ROOT_QUORUM', '100 users', { threshold: 1, userIds: rootUserIds })
  yield* readingRequests(world, { userId, walletId, signWith })

  const third = readMade(await send(await subOrganization(parent, rootKeys.slice(0, 99), 1, 1)))
  yield* policyRequests(createWorld(third.organizationId, root, send), {
    userIds: third.rootUserIds,
    signWith: third.addresses[0] ?? '',
  })
  const fourth = readMade(await send(await subOrganization(parent, [root], 1, 1)))
  yield* limitRequests(createWorld(fourth.organizationId, root, send), {
    parent,
    rootUserId: fourth.rootUserIds[0] ?? '',
    signWith: fourth.addresses[0] ?? '',
    share,
  })
  yield* votes(parent, send)
  for (let index = 0; index < 100 * share; index++) await send(await subOrganization(parent, [root], 1, 0))
  yield parent.query('list_suborgs', '100 with the same user', {
    filterType: 'USERNAME',
    filterValue: longName,
    paginationOptions: { limit: '100' },
  })

  const wallets = textsAt(await send(world.query('list_wallets', '')), 'wallets', 'walletId')
  const walletIds = wallets.filter((id) => id !== walletId)
  yield world.submit('DELETE_WALLETS', 'wallets with 9,800 accounts', { walletIds, deleteWithoutExport: true })
  await fillWallets(world, share)
  yield world.submit('DELETE_SUB_ORGANIZATION', 'all that it has', { deleteWithoutExport: true })
}

/** Creates and deletes what else there is, in an organization with one user. */
async function* changes({ submit, query, send }: World, { walletId, rootUserIds }: Made): Requests {
  const [userId = ''] = rootUserIds
  const newUsers = await users(await repeat(99, createKeyPair))
  const userIds = textsAt(
    yield submit('CREATE_USERS_V4', '99 users', { users: newUsers.map((user) => ({ ...user, userTags: [] })) }),
    'activity.result.createUsersResult.userIds',
  )
  const authenticators = await repeat(9, newPasskey)
  const authenticatorIds = textsAt(
    yield submit('CREATE_AUTHENTICATORS_V2', '9 passkeys', { userId, authenticators }),
    'activity.result.createAuthenticatorsResult.authenticatorIds',
  )
  const apiKeys = await repeat(18, (index) => apiKey(undefined, index < 8 ? undefined : '3600'))
  const apiKeyIds = textsAt(
    yield submit('CREATE_API_KEYS_V2', '18 keys', { userId, apiKeys }),
    'activity.result.createApiKeysResult.apiKeyIds',
  )
  yield submit('DELETE_AUTHENTICATORS', '9 passkeys', { userId, authenticatorIds })
  yield submit('DELETE_API_KEYS', '18 keys', { userId, apiKeyIds })
  yield submit('DELETE_USERS', '99 users', { userIds })
  const login = { publicKey: createKeyPair().publicKey, expirationSeconds: '3600', invalidateExisting: true }
  yield submit('STAMP_LOGIN', 'a session', login)
  const privateKeyIds = textsAt(
    yield submit('CREATE_PRIVATE_KEYS_V2', '100 keys', { privateKeys: privateKeys(100, 'K') }),
    'activity.result.createPrivateKeysResultV2.privateKeys',
    'privateKeyId',
  )
  yield submit('DELETE_PRIVATE_KEYS', '100 keys', { privateKeyIds, deleteWithoutExport: true })
  yield submit('CREATE_WALLET', '100 disjoint paths of 10 levels', { walletName: 'W', accounts: accounts(100) })
  const page = await send(query('list_wallet_accounts', '', { walletId, paginationOptions: { limit: '100' } }))
  const walletAccountIds = textsAt(page, 'accounts', 'walletAccountId')
  yield submit('DELETE_WALLET_ACCOUNTS', '100 accounts', { walletAccountIds, deleteWithoutExport: true })
}

/** The last of a hundred votes, which executes the activity, and a rejection of another. */
async function* votes(parent: World, send: World['send']): Requests {
  const keys = await repeat(100, createKeyPair)
  const { organizationId, addresses } = readMade(await send(await subOrganization(parent, keys, 100)))
  const { submit } = createWorld(organizationId, keys[0] ?? createKeyPair(), send)
  for (const [type, what] of [
    ['APPROVE_ACTIVITY', 'the hundredth, of 1,000 signatures'],
    ['REJECT_ACTIVITY', 'the hundredth'],
  ] as const) {
    const waiting = await send(
      submit('SIGN_RAW_PAYLOADS', '', {
        signWith: addresses[0],
        payloads: Array(1000).fill('"'.repeat(490)),
        encoding: 'PAYLOAD_ENCODING_TEXT_UTF8',
        hashFunction: 'HASH_FUNCTION_KECCAK256',
      }),
    )
    const fingerprint = at(waiting, 'activity.fingerprint')
    for (const key of keys.slice(1, -1)) await send(submit('APPROVE_ACTIVITY', '', { fingerprint }, key))
    yield submit(type, what, { fingerprint }, keys[99])
  }
}

/** A request for a sub-organization with a user for each key. */
async function subOrganization(
  { submit }: World,
  keys: readonly KeyPair[],
  rootQuorumThreshold: number,
  count = 100,
): Promise<LargestRequest> {
  return submit('CREATE_SUB_ORGANIZATION_V8', `${keys.length} users, 300 credentials, ${count} paths of 10 levels`, {
    subOrganizationName: longName,
    rootUsers: await users(keys),
    rootQuorumThreshold,
    wallet: { walletName: longName, accounts: accounts(count) },
  })
}

function readMade(answer: unknown): Made {
  const result = at(answer, 'activity.result.createSubOrganizationResultV8')
  return {
    organizationId: String(at(result, 'subOrganizationId')),
    rootUserIds: textsAt(result, 'rootUserIds'),
    walletId: String(at(result, 'wallet.walletId')),
    addresses: textsAt(result, 'wallet.addresses'),
  }
}
