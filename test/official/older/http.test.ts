import { hashMessage, keccak256, parseGwei, serializeTransaction, stringToHex } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { createLocalSigner, listen } from 'viem-passkey-account/signer'
import { createVirtualPasskey } from 'viem-passkey-account/testing'
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest'
import { apiKeyParams, at, ethereumAccount, type KeyPair, keyPair, register, textAt } from '../../signer/testClient.js'
import { createClients, type HttpClient, loadPackages, versionOf, years } from './loadPackages.js'
import { pageCredentials } from './pageCredentials.js'

// `@turnkey/http` with its stampers, as apps of those years use them: each request is written in full by the caller.

const signer = await createLocalSigner({ faults: true })
const { url, close } = await listen(signer)
afterAll(async () => {
  await close()
  await signer.close()
})
const parentId = signer.organizationId

let last = Date.now()
const activity = (type: string, organizationId: string, parameters: object) => ({
  type: `ACTIVITY_TYPE_${type}`,
  timestampMs: String(++last),
  organizationId,
  parameters,
})
const result = (name: string) => `activity.result.${name}`

describe.each(years.map((year) => [versionOf(year, '@turnkey/http'), year] as const))('version %s', async (_, year) => {
  const { http, WebauthnStamper } = loadPackages(year)
  const { httpClient } = createClients(year, url)
  const parent = httpClient(signer.apiKey)
  const [adasKey, bobsKey] = [keyPair(), keyPair()]
  const [ada, bob] = [httpClient(adasKey), httpClient(bobsKey)]

  async function createSubOrganization(keys: readonly KeyPair[], authenticators: readonly object[]) {
    const made = await parent.createSubOrganization(
      activity('CREATE_SUB_ORGANIZATION_V7', parentId, {
        subOrganizationName: 'Family',
        rootUsers: keys.map((key, index) => ({
          userName: `Root ${index}`,
          userEmail: 'root@example.com',
          apiKeys: [apiKeyParams(key)],
          authenticators: index === 0 ? authenticators : [],
          oauthProviders: [],
        })),
        rootQuorumThreshold: keys.length,
        wallet: { walletName: 'Wallet', accounts: [ethereumAccount] },
      }),
    )
    const text = (path: string) => textAt(made, `${result('createSubOrganizationResultV7')}.${path}`)
    return {
      organizationId: text('subOrganizationId'),
      userId: text('rootUserIds.0'),
      walletId: text('wallet.walletId'),
      address: text('wallet.addresses.0'),
    }
  }

  const { organizationId, userId, walletId, address } = await createSubOrganization(
    [adasKey],
    [(await register()).params],
  )
  const privateKey = `0x${year === '2024' ? '24' : '25'}${'00'.repeat(30)}01` as const
  const imported = await signer.importPrivateKey({ organizationId, privateKey })
  const local = privateKeyToAccount(privateKey)

  test('whoami, of the parent and of the user', async () => {
    expect(await parent.getWhoami({ organizationId: parentId })).toMatchObject({ organizationId: parentId })
    expect(await ada.getWhoami({ organizationId: parentId })).toMatchObject({ organizationId, userId })
  })

  test('queries', async () => {
    const filter = { filterType: 'PUBLIC_KEY', filterValue: adasKey.publicKey }
    expect(await parent.getSubOrgIds({ organizationId: parentId, ...filter })).toEqual({
      organizationIds: [organizationId],
    })
    expect(await parent.getOrganizationConfigs({ organizationId })).toMatchObject({
      configs: { quorum: { threshold: 1, userIds: [userId] } },
    })
    const user = { userId, userName: 'Root 0', userEmail: 'root@example.com' }
    expect(await ada.getUser({ organizationId, userId })).toMatchObject({ user })
    expect(await ada.getUsers({ organizationId })).toMatchObject({ users: [user] })
    expect(await ada.getApiKeys({ organizationId, userId })).toMatchObject({
      apiKeys: [{ credential: { type: 'CREDENTIAL_TYPE_API_KEY_P256', publicKey: adasKey.publicKey } }],
    })
    expect(await ada.getAuthenticators({ organizationId, userId })).toMatchObject({
      authenticators: [{ authenticatorName: 'Passkey', transports: expect.any(Array), model: expect.any(String) }],
    })
    expect(await ada.getWallets({ organizationId })).toMatchObject({ wallets: [{ walletId, walletName: 'Wallet' }] })
    expect(await ada.getWallet({ organizationId, walletId })).toMatchObject({ wallet: { walletName: 'Wallet' } })
    expect(await ada.getWalletAccounts({ organizationId, walletId })).toMatchObject({ accounts: [{ address }] })
    const { privateKeyId } = imported
    expect(await ada.getPrivateKey({ organizationId, privateKeyId })).toMatchObject({
      privateKey: { addresses: [{ format: 'ADDRESS_FORMAT_ETHEREUM', address: local.address }] },
    })
  })

  test('a wallet and another account of it', async () => {
    const wallet = await ada.createWallet(
      activity('CREATE_WALLET', organizationId, { walletName: 'Savings', accounts: [ethereumAccount] }),
    )
    const savings = textAt(wallet, result('createWalletResult.walletId'))
    const accounts = [{ ...ethereumAccount, path: "m/44'/60'/1'/0/0" }]
    const more = await ada.createWalletAccounts(
      activity('CREATE_WALLET_ACCOUNTS', organizationId, { walletId: savings, accounts }),
    )
    expect(await ada.getWalletAccounts({ organizationId, walletId: savings })).toMatchObject({
      accounts: [
        { address: textAt(wallet, result('createWalletResult.addresses.0')) },
        { address: textAt(more, result('createWalletAccountsResult.addresses.0')) },
      ],
    })
  })

  const payload = { signWith: local.address, encoding: 'PAYLOAD_ENCODING_HEXADECIMAL' }
  const noOp = { ...payload, hashFunction: 'HASH_FUNCTION_NO_OP' }
  const sign = (client: HttpClient, parameters: object) =>
    client.signRawPayload(activity('SIGN_RAW_PAYLOAD_V2', organizationId, parameters))
  const toSignature = (answer: unknown, path: string) => {
    const [r, s, v] = ['r', 's', 'v'].map((name) => textAt(answer, `${path}.${name}`))
    return `0x${r}${s}${v === '00' ? '1b' : '1c'}`
  }

  test('payloads: hashes, text, bytes, and many at once', async () => {
    const expected = await local.signMessage({ message: 'hello' })
    const hash = hashMessage('hello')
    for (const parameters of [
      { ...noOp, payload: hash },
      { ...noOp, payload: hash.slice(2) },
      {
        ...payload,
        payload: stringToHex('\x19Ethereum Signed Message:\n5hello'),
        hashFunction: 'HASH_FUNCTION_KECCAK256',
      },
      {
        signWith: imported.privateKeyId,
        payload: '\x19Ethereum Signed Message:\n5hello',
        encoding: 'PAYLOAD_ENCODING_TEXT_UTF8',
        hashFunction: 'HASH_FUNCTION_KECCAK256',
      },
    ])
      expect(toSignature(await sign(ada, parameters), result('signRawPayloadResult'))).toBe(expected)
    const payloads = [hash, keccak256('0x01')]
    const many = await ada.signRawPayloads(activity('SIGN_RAW_PAYLOADS', organizationId, { ...noOp, payloads }))
    const signatures = result('signRawPayloadsResult.signatures')
    expect(toSignature(many, `${signatures}.0`)).toBe(expected)
    expect(toSignature(many, `${signatures}.1`)).toBe(await local.sign({ hash: keccak256('0x01') }))
  })

  test.each([
    { type: 'legacy', gasPrice: parseGwei('3') },
    { type: 'eip2930', gasPrice: parseGwei('3'), accessList: [] },
    { type: 'eip1559', maxFeePerGas: parseGwei('3'), maxPriorityFeePerGas: 1n },
  ] as const)('a transaction of type $type', async (fees) => {
    const transaction = { ...fees, chainId: 1, nonce: 3, gas: 21_000n, to: local.address, value: 5n } as const
    const signed = await local.signTransaction(transaction)
    const unsigned = serializeTransaction(transaction)
    for (const unsignedTransaction of [unsigned, unsigned.slice(2)]) {
      const parameters = { signWith: local.address, type: 'TRANSACTION_TYPE_ETHEREUM', unsignedTransaction }
      const answer = await ada.signTransaction(activity('SIGN_TRANSACTION_V2', organizationId, parameters))
      expect(textAt(answer, result('signTransactionResult.signedTransaction'))).toBe(signed.slice(2))
    }
  })

  test('activities, as a list and one by one', async () => {
    const answer = await sign(ada, { ...noOp, payload: hashMessage('listed') })
    const activityId = textAt(answer, 'activity.id')
    const filter = { filterByType: ['ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2'], paginationOptions: { limit: '1' } }
    expect(await ada.getActivities({ organizationId, ...filter })).toMatchObject({ activities: [{ id: activityId }] })
    expect(await ada.getActivity({ organizationId, activityId })).toEqual(answer)
  })

  describe('in a page', () => {
    afterEach(() => vi.unstubAllGlobals())

    test('a passkey is registered, becomes a root user’s, and stamps', async () => {
      const passkey = createVirtualPasskey({ rpId: 'localhost', origin: 'http://localhost:5173' })
      vi.stubGlobal('navigator', { credentials: pageCredentials(passkey) })
      vi.stubGlobal('window', { PublicKeyCredential: Object })
      const challenge = crypto.getRandomValues(new Uint8Array(32))
      const attestation = await http.getWebAuthnAttestation({
        publicKey: {
          rp: { id: 'localhost', name: 'App' },
          challenge,
          pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
          user: { id: new Uint8Array([1]), name: 'ada', displayName: 'Ada' },
          authenticatorSelection: { residentKey: 'required', requireResidentKey: true },
        },
      })
      const authenticator = {
        authenticatorName: 'Page',
        challenge: Buffer.from(challenge).toString('base64url'),
        attestation,
      }
      const { organizationId, userId, address } = await createSubOrganization([keyPair()], [authenticator])
      const page = httpClient(new WebauthnStamper({ rpId: 'localhost' }))
      expect(await page.getWhoami({ organizationId: parentId })).toMatchObject({ organizationId, userId })
      const parameters = { ...noOp, signWith: address, payload: hashMessage('hello') }
      const signed = await page.signRawPayload(activity('SIGN_RAW_PAYLOAD_V2', organizationId, parameters))
      expect(textAt(signed, result('signRawPayloadResult.r'))).toMatch(/^[0-9a-f]{64}$/)
      expect(at(signed, 'activity.votes.0.user.authenticators.0.authenticatorName')).toBe('Page')
    })

    test('a request that it stamped can be posted by a server', async () => {
      const request = await ada.stampGetWhoami({ organizationId })
      const headers = { [textAt(request, 'stamp.stampHeaderName')]: textAt(request, 'stamp.stampHeaderValue') }
      const body = textAt(request, 'body')
      const answer = await fetch(textAt(request, 'url'), { method: 'POST', headers, body })
      expect(await answer.json()).toMatchObject({ userId })
    })
  })

  test('credentials, keys and a wallet are created and deleted', async () => {
    const made = await ada.createAuthenticators(
      activity('CREATE_AUTHENTICATORS_V2', organizationId, { userId, authenticators: [(await register()).params] }),
    )
    const authenticatorIds = [textAt(made, result('createAuthenticatorsResult.authenticatorIds.0'))]
    await ada.deleteAuthenticators(activity('DELETE_AUTHENTICATORS', organizationId, { userId, authenticatorIds }))
    const key = keyPair()
    const added = await ada.createApiKeys(
      activity('CREATE_API_KEYS_V2', organizationId, {
        userId,
        apiKeys: [{ ...apiKeyParams(key), expirationSeconds: '60' }],
      }),
    )
    expect(await httpClient(key).getWhoami({ organizationId })).toMatchObject({ userId })
    const apiKeyIds = [textAt(added, result('createApiKeysResult.apiKeyIds.0'))]
    await ada.deleteApiKeys(activity('DELETE_API_KEYS', organizationId, { userId, apiKeyIds }))
    await expect(httpClient(key).getWhoami({ organizationId })).rejects.toMatchObject({ code: 7 })

    const addressFormats = ['ADDRESS_FORMAT_ETHEREUM']
    const privateKey = { privateKeyName: 'Key', curve: 'CURVE_SECP256K1', privateKeyTags: [], addressFormats }
    const created = await ada.createPrivateKeys(
      activity('CREATE_PRIVATE_KEYS_V2', organizationId, { privateKeys: [privateKey] }),
    )
    const privateKeyIds = [textAt(created, result('createPrivateKeysResultV2.privateKeys.0.privateKeyId'))]
    await ada.deletePrivateKeys(
      activity('DELETE_PRIVATE_KEYS', organizationId, { privateKeyIds, deleteWithoutExport: true }),
    )
    const { privateKeyId } = imported
    expect(await ada.getPrivateKeys({ organizationId })).toMatchObject({ privateKeys: [{ privateKeyId }] })
    const wallet = await ada.createWallet(
      activity('CREATE_WALLET', organizationId, { walletName: 'Gone', accounts: [] }),
    )
    const walletIds = [textAt(wallet, result('createWalletResult.walletId'))]
    await ada.deleteWallets(activity('DELETE_WALLETS', organizationId, { walletIds, deleteWithoutExport: true }))
    await expect(ada.getWallet({ organizationId, walletId: walletIds[0] })).rejects.toMatchObject({ code: 5 })
  })

  test('users, a session and the end of a sub-organization', async () => {
    const goner = keyPair()
    const { organizationId, userId } = await createSubOrganization([goner], [])
    const client = httpClient(goner)
    const userName = 'Cyd'
    await client.updateUser(activity('UPDATE_USER', organizationId, { userId, userName }))
    expect(await client.getUser({ organizationId, userId })).toMatchObject({ user: { userName } })
    const user = {
      userName: 'Dan',
      apiKeys: [apiKeyParams(keyPair())],
      authenticators: [],
      oauthProviders: [],
      userTags: [],
    }
    const ofYear = {
      2024: async () => {
        const adding = client.createUsers(activity('CREATE_USERS_V2', organizationId, { users: [user] }))
        await expect(adding).rejects.toThrow(/^Turnkey error 12: .*\bACTIVITY_TYPE_CREATE_USERS_V2\b/)
      },
      2025: async () => {
        const added = await client.createUsers(activity('CREATE_USERS_V3', organizationId, { users: [user] }))
        const userIds = [textAt(added, result('createUsersResult.userIds.0'))]
        await client.deleteUsers(activity('DELETE_USERS', organizationId, { userIds }))
        const session = keyPair()
        const parameters = { publicKey: session.publicKey, expirationSeconds: '300' }
        await client.stampLogin(activity('STAMP_LOGIN', organizationId, parameters))
        expect(await httpClient(session).getWhoami({ organizationId })).toMatchObject({ userId })
      },
    }
    await ofYear[year]()
    const parameters = { deleteWithoutExport: true }
    const deleted = await client.deleteSubOrganization(activity('DELETE_SUB_ORGANIZATION', organizationId, parameters))
    expect(textAt(deleted, result('deleteSubOrganizationResult.subOrganizationUuid'))).toBe(organizationId)
  })

  test('an activity that needs two approvals is approved or rejected', async () => {
    const shared = await createSubOrganization([adasKey, bobsKey], [])
    const ask = async (message: string) => {
      const parameters = { ...noOp, signWith: shared.address, payload: hashMessage(message) }
      const answer = await ada.signRawPayload(activity('SIGN_RAW_PAYLOAD_V2', shared.organizationId, parameters))
      expect(textAt(answer, 'activity.status')).toBe('ACTIVITY_STATUS_CONSENSUS_NEEDED')
      return { fingerprint: textAt(answer, 'activity.fingerprint') }
    }
    const approved = await bob.approveActivity(activity('APPROVE_ACTIVITY', shared.organizationId, await ask('one')))
    expect(textAt(approved, 'activity.status')).toBe('ACTIVITY_STATUS_COMPLETED')
    expect(textAt(approved, result('signRawPayloadResult.r'))).toMatch(/^[0-9a-f]{64}$/)
    const rejected = await bob.rejectActivity(activity('REJECT_ACTIVITY', shared.organizationId, await ask('two')))
    expect(textAt(rejected, 'activity.status')).toBe('ACTIVITY_STATUS_REJECTED')
  })

  test('its pollers follow an activity to its end', async () => {
    http.init({ apiPublicKey: adasKey.publicKey, apiPrivateKey: adasKey.privateKey, baseUrl: url })
    expect(await http.TurnkeyApi.getWhoami({ body: { organizationId } })).toMatchObject({ userId })
    const createWallet = (name: string) =>
      activity('CREATE_WALLET', organizationId, { walletName: name, accounts: [ethereumAccount] })
    const pollers = {
      createActivityPoller: http.createActivityPoller({
        client: ada,
        requestFn: ada.createWallet,
        refreshIntervalMs: 1,
      }),
      withAsyncPolling: (input: object) =>
        http.withAsyncPolling({ request: http.TurnkeyApi.createWallet, refreshIntervalMs: 1 })({ body: input }),
    }
    for (const [name, poll] of Object.entries(pollers)) {
      signer.addFault({ kind: 'pending', polls: 2 })
      expect(textAt(await poll(createWallet(`${name} slow`)), 'result.createWalletResult.walletId')).toBeDefined()
      for (const [kind, activityStatus] of [
        ['rejected', 'ACTIVITY_STATUS_REJECTED'],
        ['failed', 'ACTIVITY_STATUS_FAILED'],
        ['consensus', 'ACTIVITY_STATUS_CONSENSUS_NEEDED'],
      ] as const) {
        signer.addFault({ kind })
        await expect(poll(createWallet(`${name} ${kind}`))).rejects.toMatchObject({
          name: 'TurnkeyActivityError',
          activityStatus,
          activityType: 'ACTIVITY_TYPE_CREATE_WALLET',
        })
      }
    }
  })

  test('its errors contain the message of the signer', async () => {
    await expect(ada.getUser({ organizationId, userId: parentId })).rejects.toMatchObject({
      name: 'TurnkeyRequestError',
      code: 5,
      details: [expect.objectContaining({ turnkeyErrorCode: 'NOT_FOUND' })],
      message: expect.stringMatching(/^Turnkey error 5: unable to find user .* \(Details: \[.*"NOT_FOUND".*\]\)$/),
    })
    await expect(httpClient(keyPair()).getWhoami({ organizationId })).rejects.toMatchObject({ code: 7 })
    await expect(sign(ada, { ...noOp, payload: 'no hex' })).rejects.toMatchObject({ code: 3 })
  })
})
