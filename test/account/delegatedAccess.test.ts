import { createWalletClient, encodeFunctionData, type Hex, http, parseEther, toFunctionSelector } from 'viem'
import {
  ActivityApprovalNeededError,
  apiKeyStamper,
  createPasskey,
  createPasskeyAccount,
  createSessionKey,
  createSignerClient,
  findError,
  NotPermittedError,
  type PasskeyWallet,
  readPolicyEvaluations,
  type SignerClient,
  UnknownCredentialError,
  waitForSignature,
  webAuthnStamper,
} from 'viem-passkey-account'
import {
  approveActivity,
  createPolicies,
  createPolicy,
  createSubOrganization,
  createUsers,
  deletePolicies,
  deleteUsers,
  getPolicyEvaluations,
  listPolicies,
  listUsers,
  stampLogin,
} from 'viem-passkey-account/actions'
import { contractOnly } from 'viem-passkey-account/policies'
import { createVirtualPasskey } from 'viem-passkey-account/testing'
import { createTestWallet, startAnvil } from 'viem-passkey-account/testing/node'
import { afterAll, expect, test } from 'vitest'
import { permitToken } from '../contracts/index.js'
import { mined } from '../harness/mined.js'
import { keyPair } from '../signer/testClient.js'

// What the guide promises of delegated access and of agents, on a real chain.

const anvil = await startAnvil()
const { chain, publicClient, walletClient: funder } = anvil
const ada = await createTestWallet()
const { signer, organization } = ada
afterAll(async () => {
  await ada.close()
  await anvil.stop()
})
const { contractAddress } = await mined(
  publicClient,
  await funder.deployContract({ abi: permitToken.abi, bytecode: permitToken.bytecode }),
)
const token = contractAddress ?? '0x'
const to = '0x000000000000000000000000000000000000bEEF'
const url = 'http://signer.localhost'

const clientOf = (stamper: ReturnType<typeof apiKeyStamper>): SignerClient =>
  createSignerClient({ url, fetchFn: signer.fetch, stamper })

/** The user's own session: what the user's page has after it signed the user in. */
async function beginSession(client: SignerClient, { organizationId }: PasskeyWallet): Promise<SignerClient> {
  const key = await createSessionKey()
  await stampLogin(client, { organizationId, publicKey: key.publicKey })
  return clientOf(apiKeyStamper(key))
}

/** Creates a user outside the root quorum. */
async function addUser(owner: SignerClient, organizationId: string, publicKey: string): Promise<string> {
  const { userIds } = await createUsers(owner, {
    organizationId,
    users: [
      {
        userName: 'Backend',
        apiKeys: [{ apiKeyName: 'Backend', publicKey, curveType: 'API_KEY_CURVE_P256' }],
        authenticators: [],
        oauthProviders: [],
        userTags: [],
      },
    ],
  })
  return userIds[0] ?? ''
}

/** The same wallet, stamped by the backend. */
const openAs = (client: SignerClient, { organizationId, address }: Pick<PasskeyWallet, 'organizationId' | 'address'>) =>
  createWalletClient({
    account: createPasskeyAccount({ client, organizationId, address }),
    chain,
    transport: http(anvil.url),
    pollingInterval: 20,
  })

const transferData = encodeFunctionData({ abi: permitToken.abi, functionName: 'transfer', args: [to, 0n] })
const refusalOf = async (promise: Promise<unknown>): Promise<NotPermittedError> => {
  const error = await promise.then(
    () => expect.unreachable(),
    (thrown: unknown) => thrown,
  )
  return findError(error, NotPermittedError) ?? expect.unreachable()
}

test('a backend calls one contract for several users with one key, and nothing else, until they take it back', async () => {
  const passkey = createVirtualPasskey({ origin: 'http://localhost', rpId: 'localhost' })
  const bobsClient = createSignerClient({
    url,
    fetchFn: signer.fetch,
    stamper: webAuthnStamper({ rpId: 'localhost', getFn: passkey.getFn }),
  })
  const bobsWallet = await createSubOrganization(organization.client, {
    organizationId: organization.organizationId,
    passkey: await createPasskey({
      rp: { id: 'localhost' },
      user: { name: 'bob@example.com' },
      createFn: passkey.createFn,
    }),
    userName: 'bob@example.com',
  })
  const key = keyPair()
  const backend = clientOf(apiKeyStamper(key))
  const users = [
    { wallet: ada.wallet, owner: await beginSession(ada.client, ada.wallet) },
    { wallet: bobsWallet, owner: await beginSession(bobsClient, bobsWallet) },
  ]
  for (const { wallet, owner } of users) {
    const { organizationId, address } = wallet
    await mined(publicClient, await funder.sendTransaction({ to: address, value: parseEther('1') }))
    const userId = await addUser(owner, organizationId, key.publicKey)
    const { policyIds } = await createPolicies(owner, {
      organizationId,
      policies: contractOnly({
        address: token,
        selectors: [toFunctionSelector('transfer(address,uint256)')],
        chainId: chain.id,
        userId,
      }),
    })
    const [allow = '', deny = ''] = policyIds
    const delegated = openAs(backend, wallet)

    // What is allowed is mined.
    await mined(publicClient, await delegated.sendTransaction({ to: token, data: transferData }))

    // Everything else is refused, with the reason.
    const refused = async (
      transaction: { to: Hex; data?: Hex; value?: bigint },
      outcome: 'OUTCOME_DENY_IMPLICIT' | 'OUTCOME_ERROR' = 'OUTCOME_DENY_IMPLICIT',
    ) => {
      const error = await refusalOf(delegated.sendTransaction({ ...transaction, gas: 100_000n }))
      expect(error.turnkeyErrorCode).toBe('REQUEST_NOT_AUTHORIZED')
      // The DENY is about raw payloads, whose parameters a transaction does not have.
      expect(readPolicyEvaluations(error)).toEqual({
        policyEvaluations: [
          { policyId: allow, outcome },
          { policyId: deny, outcome: 'OUTCOME_ERROR' },
        ],
        deniedBy: [],
      })
    }
    const approve = encodeFunctionData({ abi: permitToken.abi, functionName: 'approve', args: [to, 1n] })
    await refused({ to: token, data: approve })
    await refused({ to, data: transferData })
    await refused({ to: token, data: transferData, value: 1n })
    await refused({ to, value: 1n }, 'OUTCOME_ERROR')
    const blind = await refusalOf(delegated.signMessage({ message: { raw: '0x00ff' } }))
    expect(readPolicyEvaluations(blind).deniedBy).toEqual([deny])
    await refusalOf(delegated.signMessage({ message: 'hello' }))
    await refusalOf(createPolicy(backend, { organizationId, policyName: 'More', effect: 'EFFECT_ALLOW', notes: '' }))
    await refusalOf(deletePolicies(backend, { organizationId, policyIds: [deny] }))
    await refusalOf(addUser(backend, organizationId, keyPair().publicKey))
    expect((await listPolicies(owner, { organizationId })).map(({ policyId }) => policyId)).toEqual(policyIds)

    // The owner is a root user: no policy limits the passkey.
    const own = createPasskeyAccount({ client: owner, organizationId, address })
    await expect(own.signMessage({ message: { raw: '0x00ff' } })).resolves.toMatch(/^0x/)
  }

  // Ada takes it back. The key goes on working for Bob.
  const [{ owner, wallet } = users[0] ?? expect.unreachable()] = users
  const { organizationId } = wallet
  const theirs = (await listUsers(owner, { organizationId })).filter(({ userName }) => userName === 'Backend')
  await deleteUsers(owner, { organizationId, userIds: theirs.map(({ userId }) => userId) })
  const policies = await listPolicies(owner, { organizationId })
  await deletePolicies(owner, { organizationId, policyIds: policies.map(({ policyId }) => policyId) })
  const afterwards = openAs(backend, wallet).sendTransaction({ to: token, data: transferData })
  expect(findError(await afterwards.catch((error: unknown) => error), UnknownCredentialError)).toBeDefined()
  await mined(publicClient, await openAs(backend, bobsWallet).sendTransaction({ to: token, data: transferData }))
})

test('an agent pays small amounts alone, larger ones with a person, and none above the circuit breaker', async () => {
  const { wallet } = ada
  const { organizationId } = wallet
  const owner = await beginSession(ada.client, wallet)
  await mined(publicClient, await funder.sendTransaction({ to: wallet.address, value: parseEther('5') }))
  const [agentKey, personKey] = [keyPair(), keyPair()]
  const agentId = await addUser(owner, organizationId, agentKey.publicKey)
  const personId = await addUser(owner, organizationId, personKey.publicKey)
  const agent = `approvers.any(user, user.id == '${agentId}')`
  const paying = `activity.kind == 'SIGN_TRANSACTION' && wallet.id == '${wallet.walletId}' && eth.tx.chain_id == ${chain.id}`
  const { policyIds } = await createPolicies(owner, {
    organizationId,
    policies: [
      {
        policyName: 'Agent, small',
        effect: 'EFFECT_ALLOW',
        consensus: agent,
        condition: `${paying} && eth.tx.value <= ${parseEther('0.1')}`,
        notes: '',
      },
      {
        policyName: 'Agent with a person',
        effect: 'EFFECT_ALLOW',
        consensus: `${agent} && approvers.any(user, user.id == '${personId}')`,
        condition: paying,
        notes: '',
      },
      {
        policyName: 'Circuit breaker',
        effect: 'EFFECT_DENY',
        condition: `eth.tx.value > ${parseEther('1')}`,
        notes: '',
      },
    ],
  })
  const agentClient = clientOf(apiKeyStamper(agentKey))
  const paid = openAs(agentClient, wallet)
  await mined(publicClient, await paid.sendTransaction({ to, value: parseEther('0.1') }))

  const breaker = await refusalOf(paid.sendTransaction({ to, value: parseEther('1') + 1n }))
  expect(readPolicyEvaluations(breaker).deniedBy).toEqual([policyIds[2]])

  const error = await paid.sendTransaction({ to, value: parseEther('0.5') }).catch((thrown: unknown) => thrown)
  const needed = findError(error, ActivityApprovalNeededError) ?? expect.unreachable()
  const { pending = expect.unreachable(), activityId } = needed
  const person = clientOf(apiKeyStamper(personKey))
  await approveActivity(person, { organizationId, body: pending.body })
  const account = createPasskeyAccount({ client: agentClient, organizationId, address: wallet.address })
  const signed = await waitForSignature(account, { pending })
  if (typeof signed !== 'string') throw new Error('a transaction is hex')
  await mined(publicClient, await publicClient.sendRawTransaction({ serializedTransaction: signed }))
  expect(await publicClient.getBalance({ address: to })).toBe(parseEther('0.6'))

  const outcomes = (await getPolicyEvaluations(owner, { organizationId, activityId })).map(({ policyEvaluations }) =>
    policyEvaluations.map(({ outcome }) => outcome),
  )
  expect(outcomes).toEqual([
    ['OUTCOME_DENY_IMPLICIT', 'OUTCOME_REQUIRES_CONSENSUS', 'OUTCOME_DENY_IMPLICIT'],
    ['OUTCOME_DENY_IMPLICIT', 'OUTCOME_ALLOW', 'OUTCOME_DENY_IMPLICIT'],
  ])
  // A person alone waits for the agent.
  const alone = await openAs(person, wallet)
    .sendTransaction({ to, value: 1n })
    .catch((thrown: unknown) => thrown)
  expect(findError(alone, ActivityApprovalNeededError)).toBeDefined()
})
