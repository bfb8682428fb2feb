import { hashMessage, serializeTransaction } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { createLocalSigner, listen } from 'viem-passkey-account/signer'
import { afterAll, describe, expect, test } from 'vitest'
import { apiKeyParams, ethereumAccount, type KeyPair, keyPair, register, textAt } from '../../signer/testClient.js'
import { createClients, loadPackages, versionOf, years } from './loadPackages.js'

// `@turnkey/sdk-server`: it adds type, time and organization to a request, polls, and unwraps the result.

const signer = await createLocalSigner({ faults: true })
const { url, close } = await listen(signer)
afterAll(async () => {
  await close()
  await signer.close()
})

const versions = years.map((year) => [versionOf(year, '@turnkey/sdk-server'), year] as const)
describe.each(versions)('version %s', async (_, year) => {
  const { serverClient } = createClients(year, url)
  const parent = serverClient(signer.apiKey, signer.organizationId)

  async function createSubOrganization(keys: readonly KeyPair[]) {
    const authenticators = [(await register()).params]
    const made = await parent.createSubOrganization({
      subOrganizationName: 'Family',
      rootUsers: keys.map((key, index) => ({
        userName: `Root ${index}`,
        apiKeys: [apiKeyParams(key)],
        authenticators: index === 0 ? authenticators : [],
        oauthProviders: [],
      })),
      rootQuorumThreshold: keys.length,
      wallet: { walletName: 'Wallet', accounts: [ethereumAccount] },
    })
    return {
      organizationId: textAt(made, 'subOrganizationId'),
      userId: textAt(made, 'rootUserIds.0'),
      walletId: textAt(made, 'wallet.walletId'),
      address: textAt(made, 'wallet.addresses.0'),
    }
  }

  const [adasKey, bobsKey] = [keyPair(), keyPair()]
  const { organizationId, userId, walletId, address } = await createSubOrganization([adasKey])
  const ada = serverClient(adasKey, organizationId)
  const privateKey = `0x${year === '2024' ? '24' : '25'}${'00'.repeat(30)}02` as const
  await signer.importPrivateKey({ organizationId, privateKey })
  const local = privateKeyToAccount(privateKey)

  test('whoami, and what the parent sees', async () => {
    expect(await ada.getWhoami()).toMatchObject({ organizationId, userId })
    const filter = { filterType: 'PUBLIC_KEY', filterValue: adasKey.publicKey }
    expect(await parent.getSubOrgIds(filter)).toEqual({ organizationIds: [organizationId] })
    expect(await parent.getUser({ organizationId, userId })).toMatchObject({
      user: { userId, apiKeys: [{ credential: { publicKey: adasKey.publicKey } }] },
    })
    expect(await ada.getOrganizationConfigs({ organizationId })).toMatchObject({
      configs: { quorum: { threshold: 1 } },
    })
  })

  test('wallets and accounts', async () => {
    const savings = textAt(await ada.createWallet({ walletName: 'Savings', accounts: [ethereumAccount] }), 'walletId')
    const accounts = [{ ...ethereumAccount, path: "m/44'/60'/1'/0/0" }]
    const more = await ada.createWalletAccounts({ walletId: savings, accounts })
    expect(await ada.getWalletAccounts({ walletId: savings })).toMatchObject({
      accounts: [{ path: ethereumAccount.path }, { address: textAt(more, 'addresses.0') }],
    })
    expect(await ada.getWalletAccounts({ walletId })).toMatchObject({ accounts: [{ address }] })
    expect(await ada.getWallet({ walletId })).toMatchObject({ wallet: { walletName: 'Wallet' } })
    expect(await ada.getWallets()).toMatchObject({ wallets: [{}, {}] })
    expect(await ada.getUsers()).toMatchObject({ users: [{ userId }] })
  })

  test('a hash and a transaction', async () => {
    const signed = await ada.signRawPayload({
      signWith: local.address,
      payload: hashMessage('hello'),
      encoding: 'PAYLOAD_ENCODING_HEXADECIMAL',
      hashFunction: 'HASH_FUNCTION_NO_OP',
    })
    const recovery = textAt(signed, 'v') === '00' ? '1b' : '1c'
    const signature = `0x${textAt(signed, 'r')}${textAt(signed, 's')}${recovery}`
    expect(signature).toBe(await local.signMessage({ message: 'hello' }))
    const transaction = { chainId: 1, nonce: 3, gas: 21_000n, to: local.address, value: 5n, maxFeePerGas: 9n } as const
    const unsignedTransaction = serializeTransaction(transaction)
    const type = 'TRANSACTION_TYPE_ETHEREUM'
    const sent = await ada.signTransaction({ signWith: local.address, type, unsignedTransaction })
    expect(`0x${textAt(sent, 'signedTransaction')}`).toBe(await local.signTransaction(transaction))
  })

  test('a backend that passes on the calls of a page', async () => {
    const turnkey = new (loadPackages(year).sdkServer.Turnkey)({
      apiBaseUrl: url,
      apiPublicKey: signer.apiKey.publicKey,
      apiPrivateKey: signer.apiKey.privateKey,
      defaultOrganizationId: signer.organizationId,
      activityPoller: { intervalMs: 1, numRetries: 1 },
    })
    const rootUser = { userName: 'Cyd', apiKeys: [apiKeyParams(keyPair())], authenticators: [], oauthProviders: [] }
    const parameters = { subOrganizationName: 'Cyd', rootUsers: [rootUser], rootQuorumThreshold: 1 }
    const made = await turnkey.apiProxy('createSubOrganization', [parameters])
    expect(textAt(made, 'subOrganizationId')).toMatch(/^[0-9a-f-]{36}$/)
  })

  test('a pending activity is polled until it ends, or as often as configured', async () => {
    signer.addFault({ kind: 'pending', polls: 2 })
    const slow = await ada.createWallet({ walletName: 'Slow', accounts: [] })
    expect(slow).toMatchObject({ activity: { status: 'ACTIVITY_STATUS_COMPLETED' }, walletId: expect.any(String) })
    signer.addFault({ kind: 'pending', polls: 100 })
    const slower = await ada.createWallet({ walletName: 'Slower', accounts: [] })
    expect(slower).toMatchObject({ activity: { status: 'ACTIVITY_STATUS_PENDING' } })
  })

  test('an activity that needs two approvals is returned while it waits', async () => {
    const shared = await createSubOrganization([adasKey, bobsKey])
    const first = serverClient(adasKey, shared.organizationId)
    const waiting = await first.createWallet({ walletName: 'One', accounts: [] })
    expect(textAt(waiting, 'activity.status')).toBe('ACTIVITY_STATUS_CONSENSUS_NEEDED')
    const activityId = textAt(waiting, 'activity.id')
    expect(await first.getActivity({ activityId })).toMatchObject({ activity: { id: activityId } })
    const filterByStatus = ['ACTIVITY_STATUS_CONSENSUS_NEEDED']
    expect(await first.getActivities({ filterByStatus })).toMatchObject({ activities: [{ id: activityId }] })
  })

  test('its errors contain the message of the signer', async () => {
    await expect(ada.getWallet({ walletId: organizationId })).rejects.toMatchObject({
      name: 'TurnkeyRequestError',
      code: 5,
      details: [expect.objectContaining({ turnkeyErrorCode: 'NOT_FOUND' })],
    })
    await expect(serverClient(keyPair(), organizationId).getWhoami()).rejects.toMatchObject({ code: 7 })
  })
})
