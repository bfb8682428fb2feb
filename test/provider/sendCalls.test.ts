import {
  type Chain,
  createNonceManager,
  createWalletClient,
  custom,
  defineChain,
  encodeErrorResult,
  encodeFunctionData,
  type Hex,
  HttpRequestError,
  http,
  numberToHex,
  parseEther,
} from 'viem'
import { jsonRpc } from 'viem/nonce'
import { apiKeyStamper, createPasskeyAccount, createSessionKey, signIn } from 'viem-passkey-account'
import { listActivities } from 'viem-passkey-account/actions'
import { createProvider } from 'viem-passkey-account/provider'
import { startAnvil } from 'viem-passkey-account/testing/node'
import { afterAll, expect, test } from 'vitest'
import { permitToken } from '../contracts/index.js'
import { createStorage, type Intercept, openProvider, otherChain, withStamper } from './openProvider.js'

const anvil = await startAnvil()
afterAll(anvil.stop)
const { chain, publicClient, walletClient: funder } = anvil
const chainId = numberToHex(chain.id)
const to = '0x000000000000000000000000000000000000beef'

const { abi, bytecode } = permitToken
const deployment = await publicClient.waitForTransactionReceipt({
  hash: await funder.deployContract({ abi, bytecode }),
})
const token = deployment.contractAddress as Hex

const sendCalls = (calls: unknown, fields: object = {}): unknown[] => [
  { version: '2.0.0', chainId, atomicRequired: false, calls, ...fields },
]
type Status = {
  status: number
  receipts?: { status: Hex; transactionHash: Hex }[]
  capabilities: { transactions: { hash: Hex; nonce: number; status: string; error?: string }[] }
}

/** A node that does not mine until it is told to. */
async function pauseMining(run: () => Promise<void>): Promise<void> {
  await anvil.testClient.setAutomine(false)
  try {
    await run()
  } finally {
    await anvil.testClient.setAutomine(true)
    await anvil.testClient.mine({ blocks: 1 })
  }
}

test('five calls take one prompt, and make five receipts', async () => {
  const { send, prompts, account, statusOf } = await openProvider(anvil)
  await send('eth_requestAccounts')
  const calls = [1, 2, 3, 4, 5].map((value) => ({ to, value: numberToHex(value) }))
  const balance = await publicClient.getBalance({ address: to })
  const { id } = (await send('wallet_sendCalls', sendCalls(calls, { from: account.address.toLowerCase() }))) as {
    id: Hex
  }
  const status = (await statusOf(id)) as Status
  expect(status).toMatchObject({ version: '2.0.0', id, chainId, atomic: false, status: 200 })
  expect(status.receipts?.map(({ status }) => status)).toEqual(Array(5).fill('0x1'))
  expect(Object.keys(status.receipts?.[0] ?? {}).sort()).toEqual([
    'blockHash',
    'blockNumber',
    'gasUsed',
    'logs',
    'status',
    'transactionHash',
  ])
  expect(await publicClient.getBalance({ address: to })).toBe(balance + 15n)
  expect(await send('wallet_showCallsStatus', [id])).toBe(null)
  expect(prompts()).toBe(1)
})

test("viem's own functions take it", async () => {
  const { provider, prompts, send } = await openProvider(anvil)
  await send('eth_requestAccounts')
  const [account] = await createWalletClient({ chain, transport: custom(provider) }).getAddresses()
  const client = createWalletClient({
    chain,
    transport: custom(provider),
    account: account ?? '0x',
    pollingInterval: 10,
  })
  expect(await client.getCapabilities()).toEqual({
    [chain.id]: { atomic: { status: 'unsupported' } },
    [otherChain.id]: { atomic: { status: 'unsupported' } },
  })
  const { id } = await client.sendCalls({
    calls: [
      { to, value: 1n },
      { to, value: 2n },
    ],
  })
  const result = await client.waitForCallsStatus({ id })
  expect(result).toMatchObject({ status: 'success', statusCode: 200, atomic: false })
  expect(result.receipts?.length).toBe(2)
  const { receipts } = await provider.getClient().sendCallsSync({ calls: [{ to }, { to }], pollingInterval: 10 })
  expect(receipts?.length).toBe(2)
  expect(prompts()).toBe(2)
})

const call = (functionName: 'mint' | 'approve' | 'transferFrom', args: readonly unknown[]): { to: Hex; data: Hex } => ({
  to: token,
  data: encodeFunctionData({ abi, functionName, args: args as never }),
})
const without =
  (...methods: string[]): Intercept =>
  ({ method }) => {
    if (methods.includes(method)) throw Object.assign(new Error('the method does not exist'), { code: -32601 })
    return undefined
  }
/** The second call reverts unless the first was made. */
const dependent = (owner: Hex): unknown[] => [call('approve', [owner, 60n]), call('transferFrom', [owner, to, 60n])]

test('calls that depend on each other are priced together, in one prompt', async () => {
  for (const intercept of [without(), without('eth_fillTransaction')]) {
    const { send, prompts, account, requests, statusOf } = await openProvider(anvil, { intercept })
    await send('eth_requestAccounts')
    const { address } = account
    await send('eth_sendTransaction', [{ from: address, ...call('mint', [address, 100n]) }])
    const balance = await publicClient.readContract({ abi, address: token, functionName: 'balanceOf', args: [to] })
    const { id } = (await send('wallet_sendCalls', sendCalls(dependent(address)))) as { id: Hex }
    expect(await statusOf(id)).toMatchObject({ status: 200 })
    expect(await publicClient.readContract({ abi, address: token, functionName: 'balanceOf', args: [to] })).toBe(
      balance + 60n,
    )
    expect(prompts()).toBe(2)
    expect(requests).toContain('eth_simulateV1')
  }
})

test('a call that would revert is told before the prompt, with its number and data', async () => {
  const { send, prompts, account } = await openProvider(anvil)
  await send('eth_requestAccounts')
  const { address } = account
  await expect(send('wallet_sendCalls', sendCalls(dependent(address)))).rejects.toMatchObject({
    code: 3,
    shortMessage: 'Call 2 of 2 would revert, so nothing was signed.',
    data: encodeErrorResult({ abi, errorName: 'InsufficientBalance', args: [0n, 60n] }),
  })
  await expect(send('wallet_sendCalls', sendCalls([{ to }, call('transferFrom', [to, to, 1n])]))).rejects.toMatchObject(
    {
      code: 3,
    },
  )
  await expect(send('wallet_sendCalls', sendCalls([call('transferFrom', [to, to, 1n])]))).rejects.toMatchObject({
    code: 3,
    shortMessage: 'Call 1 of 1 would revert, so nothing was signed.',
  })
  expect(prompts()).toBe(0)
})

test('a node that does not simulate estimates each call, and says which one fails alone', async () => {
  const { send, prompts, account, statusOf } = await openProvider(anvil, { intercept: without('eth_simulateV1') })
  await send('eth_requestAccounts')
  const { id } = (await send('wallet_sendCalls', sendCalls([{ to }, { to }]))) as { id: Hex }
  expect(await statusOf(id)).toMatchObject({ status: 200 })
  expect(prompts()).toBe(1)
  await expect(send('wallet_sendCalls', sendCalls(dependent(account.address)))).rejects.toMatchObject({
    code: 3,
    shortMessage: 'Call 2 of 2 would revert, so nothing was signed.',
  })
  expect(prompts()).toBe(1)
})

test('calls that cost more than the account has are refused before the prompt', async () => {
  const { send, prompts, codeOf } = await openProvider(anvil)
  await send('eth_requestAccounts')
  const half = numberToHex(parseEther('50'))
  expect(
    await codeOf(
      'wallet_sendCalls',
      sendCalls([
        { to, value: half },
        { to, value: half },
      ]),
    ),
  ).toBe(-32003)
  expect(prompts()).toBe(0)
})

const refused: [name: string, code: number, params: unknown][] = [
  ['an unknown chain', 5710, sendCalls([{ to }], { chainId: '0x539' })],
  ['two calls that must be atomic', 5760, sendCalls([{ to }, { to }], { atomicRequired: true })],
  ['a capability it lacks', 5700, sendCalls([{ to }], { capabilities: { paymasterService: { url: 'x' } } })],
  ['a capability of a call', 5700, sendCalls([{ to, capabilities: { x: {} } }])],
  ['too many calls', 5740, sendCalls(Array(101).fill({ to }))],
  ['somebody else', 4100, sendCalls([{ to }], { from: to })],
  ['another version', -32602, sendCalls([{ to }], { version: '1.0' })],
  ['no version', -32602, sendCalls([{ to }], { version: undefined })],
  ['no calls', -32602, sendCalls([])],
  ['calls that are an object', -32602, sendCalls({})],
  ['an empty call', -32602, sendCalls([{}])],
  ['a call that is null', -32602, sendCalls([null])],
  ['something that is not a recipient', -32602, sendCalls([{ to: 'anna' }])],
  ['a value in decimal', -32602, sendCalls([{ to, value: 1 }])],
  ['odd data', -32602, sendCalls([{ to, data: '0x1' }])],
  ['a chain in decimal', -32602, sendCalls([{ to }], { chainId: 1 })],
  ['an id that is a number', -32602, sendCalls([{ to }], { id: 5 })],
  ['an id that is too long', -32602, sendCalls([{ to }], { id: 'x'.repeat(8195) })],
  ['atomicRequired that is a text', -32602, sendCalls([{ to }], { atomicRequired: 'yes' })],
]
test.each(refused)('refuses %s with %d before any prompt', async (_name, code, params) => {
  const { send, codeOf, prompts, requests } = await openProvider(anvil)
  await send('eth_requestAccounts')
  expect(await codeOf('wallet_sendCalls', params)).toBe(code)
  expect({ prompts: prompts(), requests }).toEqual({ prompts: 0, requests: [] })
})

test('one call may be atomic, and optional capabilities are left out', async () => {
  const { send } = await openProvider(anvil)
  await send('eth_requestAccounts')
  const fields = { atomicRequired: true, capabilities: { paymasterService: { optional: true } } }
  expect(await send('wallet_sendCalls', sendCalls([{ to }], fields))).toEqual({ id: expect.stringMatching(/^0x/) })
})

test('capabilities are those of the chains, and of known ones only', async () => {
  const { send, codeOf, account } = await openProvider(anvil)
  await send('eth_requestAccounts')
  const unsupported = { atomic: { status: 'unsupported' } }
  expect(await send('wallet_getCapabilities', [account.address])).toEqual({
    [chainId]: unsupported,
    [numberToHex(otherChain.id)]: unsupported,
  })
  expect(await send('wallet_getCapabilities', [account.address, [chainId, '0x539']])).toEqual({
    [chainId]: unsupported,
  })
  expect(await codeOf('wallet_getCapabilities', ['anna'])).toBe(-32602)
  expect(await codeOf('wallet_getCapabilities', [account.address, 'x'])).toBe(-32602)
})

test('an id is used once, and is known after a reload; without EIP-5792 there is no id', async () => {
  const opened = await openProvider(anvil)
  const { send, codeOf, storage, reload, statusOf } = opened
  await send('eth_requestAccounts')
  const both = [1, 2].map(() => codeOf('wallet_sendCalls', sendCalls([{ to }, { to }], { id: 'mine' })))
  expect((await Promise.all(both)).sort()).toEqual([5720, 'no error: {"id":"mine"}'])
  expect(await codeOf('wallet_sendCalls', sendCalls([{ to }], { id: 'mine' }))).toBe(5720)
  const status = await statusOf('mine')
  expect(await reload().request({ method: 'wallet_getCallsStatus', params: ['mine'] } as never)).toEqual(status)
  expect(await codeOf('wallet_getCallsStatus', ['other'])).toBe(5730)
  expect(await codeOf('wallet_showCallsStatus', ['other'])).toBe(5730)
  expect(await codeOf('wallet_getCallsStatus', [5])).toBe(-32602)
  // No signed transaction is stored.
  expect([...storage.values.values()].join()).not.toMatch(/0x02f[0-9a-f]{100}/)
  await send('wallet_disconnect')
  expect([...storage.values.values()].join()).not.toContain('mine')

  const off = await openProvider(anvil, { supports: { sendCalls: false } })
  await off.send('eth_requestAccounts')
  for (const method of [
    'wallet_sendCalls',
    'wallet_getCapabilities',
    'wallet_getCallsStatus',
    'wallet_showCallsStatus',
  ])
    expect(await off.codeOf(method, sendCalls([{ to }]))).toBe(-32601)
  const client = createWalletClient({ chain, transport: custom(off.provider), account: off.account.address })
  const { id } = await client.sendCalls({ calls: [{ to }, { to }], experimental_fallback: true })
  await off.mined()
  expect(await client.getCallsStatus({ id })).toMatchObject({ status: 'success' })
  expect(off.prompts()).toBe(2)
})

test('a batch that was sent and not mined is pending', async () => {
  const { send } = await openProvider(anvil)
  await send('eth_requestAccounts')
  await pauseMining(async () => {
    const { id } = (await send('wallet_sendCalls', sendCalls([{ to }, { to }]))) as { id: Hex }
    const status = (await send('wallet_getCallsStatus', [id])) as Status
    expect(status).toMatchObject({ status: 100 })
    expect(status).not.toHaveProperty('receipts')
    await anvil.testClient.mine({ blocks: 1 })
    expect(await send('wallet_getCallsStatus', [id])).toMatchObject({ status: 200 })
  })
})

/** Lets so many raw transactions through, then fails. */
function failAfter(count: number, error: object): Intercept & { stop: () => void } {
  let left = count
  let stopped = false
  const stop = (): void => {
    stopped = true
  }
  const intercept: Intercept = ({ method }) => {
    if (method !== 'eth_sendRawTransaction' || stopped || left-- > 0) return undefined
    throw error instanceof Error ? error : Object.assign(new Error('no'), error)
  }
  return Object.assign(intercept, { stop })
}

test('a node that refuses the second transaction ends the batch, and the status says so', async () => {
  const intercept = failAfter(1, { code: -32000, message: 'transaction underpriced' })
  const { send, requests, prompts, statusOf } = await openProvider(anvil, { intercept })
  await send('eth_requestAccounts')
  const { id } = (await send('wallet_sendCalls', sendCalls([{ to }, { to }, { to }]))) as { id: Hex }
  const status = (await statusOf(id)) as Status
  expect(status.status).toBe(600)
  expect(status.receipts?.length).toBe(1)
  expect(status.capabilities.transactions.map(({ status }) => status)).toEqual(['confirmed', 'notSent', 'notSent'])
  expect(status.capabilities.transactions[1]?.error).toBe('transaction underpriced')
  expect(JSON.stringify(status)).not.toMatch(/0x02f[0-9a-f]{100}/)
  expect(requests.filter((method) => method === 'eth_sendRawTransaction').length).toBe(2)
  expect(prompts()).toBe(1)
})

test('a node that refuses the first transaction fails the request, and the id is free again', async () => {
  const intercept = failAfter(0, { code: -32000, message: 'transaction underpriced' })
  const { send, codeOf } = await openProvider(anvil, { intercept })
  await send('eth_requestAccounts')
  expect(await codeOf('wallet_sendCalls', sendCalls([{ to }, { to }], { id: 'a' }))).toBe(-32003)
  expect(await codeOf('wallet_getCallsStatus', ['a'])).toBe(5730)
  intercept.stop()
  expect(await send('wallet_sendCalls', sendCalls([{ to }, { to }], { id: 'a' }))).toEqual({ id: 'a' })
})

test('a node that goes down in the middle gets the rest when it is back', async () => {
  const intercept = failAfter(1, new HttpRequestError({ url: 'http://node' }))
  const { send, reload, requests, prompts, statusOf } = await openProvider(anvil, { intercept })
  await send('eth_requestAccounts')
  const { id } = (await send('wallet_sendCalls', sendCalls([{ to }, { to }, { to }]))) as { id: Hex }
  const before = (await statusOf(id)) as Status
  expect(before.status).toBe(100)
  expect(before.capabilities.transactions.map(({ status }) => status)).toEqual(['confirmed', 'pending', 'pending'])
  // Another page load does not have the signed transactions.
  const lost = (await reload().request({ method: 'wallet_getCallsStatus', params: [id] } as never)) as unknown as Status
  expect(lost.status).toBe(600)
  expect(lost.capabilities.transactions.map(({ status }) => status)).toEqual(['confirmed', 'notSent', 'notSent'])
  expect(lost.capabilities.transactions.map(({ hash }) => hash)).toEqual(
    before.capabilities.transactions.map(({ hash }) => hash),
  )
  intercept.stop()
  await Promise.all([send('wallet_getCallsStatus', [id]), send('wallet_getCallsStatus', [id])])
  expect(await statusOf(id)).toMatchObject({ status: 200 })
  expect(requests.filter((method) => method === 'eth_sendRawTransaction').length).toBe(5)
  expect(prompts()).toBe(1)
})

test('an answer that is lost does not lose or repeat a transaction', async () => {
  let lose = true
  const intercept: Intercept = async (request) => {
    if (request.method !== 'eth_sendRawTransaction' || !lose) return undefined
    lose = false
    await anvil.publicClient.request(request as never)
    throw new HttpRequestError({ url: 'http://node' })
  }
  const { send, account, statusOf } = await openProvider(anvil, { intercept })
  await send('eth_requestAccounts')
  const { id } = (await send('wallet_sendCalls', sendCalls([{ to }, { to }]))) as { id: Hex }
  // Sends the second, which Anvil mines after it has answered.
  await send('wallet_getCallsStatus', [id])
  expect(await statusOf(id)).toMatchObject({ status: 200 })
  expect(await publicClient.getTransactionCount({ address: account.address })).toBe(2)
})

test('a transaction whose receipt a node does not have yet is pending, although its nonce is used', async () => {
  let lags = true
  const intercept: Intercept = async ({ method }) => (lags && method === 'eth_getTransactionReceipt' ? null : undefined)
  const { send, statusOf } = await openProvider(anvil, { intercept })
  await send('eth_requestAccounts')
  const { id } = (await send('wallet_sendCalls', sendCalls([{ to }]))) as { id: Hex }
  expect(await statusOf(id)).toMatchObject({ status: 100 })
  lags = false
  expect(await statusOf(id)).toMatchObject({ status: 200 })
})

test('a nonce that another transaction used is told', async () => {
  const opened = await openProvider(anvil, { intercept: failAfter(0, new HttpRequestError({ url: 'http://node' })) })
  const { send, account, statusOf } = opened
  await send('eth_requestAccounts')
  const { id } = (await send('wallet_sendCalls', sendCalls([{ to }, { to }]))) as { id: Hex }
  await anvil.testClient.setNonce({ address: account.address, nonce: 2 })
  const status = (await statusOf(id)) as Status
  expect(status).toMatchObject({ status: 400 })
  expect(status.capabilities.transactions.map(({ status }) => status)).toEqual(['replaced', 'replaced'])
})

test('a batch of which all calls revert on chain is 500, of which some do 600', async () => {
  // Priced while it does not revert: a contract that is there only afterwards.
  const contract = '0x00000000000000000000000000000000000c0de5'
  await pauseMining(async () => {
    for (const [calls, expected] of [
      [
        [
          { to: contract, data: '0x01' },
          { to: contract, data: '0x02' },
        ],
        500,
      ],
      [[{ to: contract, data: '0x01' }, { to }], 600],
    ] as const) {
      await anvil.testClient.setCode({ address: contract, bytecode: '0x' })
      const { send } = await openProvider(anvil)
      await send('eth_requestAccounts')
      const { id } = (await send('wallet_sendCalls', sendCalls(calls))) as { id: Hex }
      await anvil.testClient.setCode({ address: contract, bytecode: '0x60006000fd' })
      await anvil.testClient.mine({ blocks: 1 })
      expect(await send('wallet_getCallsStatus', [id])).toMatchObject({ status: expected })
    }
  })
})

test('a session and an API key sign each call as a separate transaction', async () => {
  const opened = await openProvider(anvil, {
    accounts: (account) => [account],
  })
  const { organization, client, wallet } = opened
  const session = await signIn(client, {
    organizationId: organization.organizationId,
    key: await createSessionKey(),
    storage: { load: async () => undefined, save: async () => undefined, remove: async () => undefined },
  })
  const before = opened.prompts()
  const types = async (): Promise<string[]> => {
    const activities = await listActivities(client, { organizationId: wallet.organizationId, stamper: session })
    return activities.map(({ type }) => type).filter((type) => type.includes('SIGN_'))
  }
  const provider = createProvider({
    chains: [chain],
    connect: async () => ({ accounts: [withStamper(opened, session)] }),
    storage: createStorage(),
  })
  const request = (method: string, params: unknown) => provider.request({ method, params } as never)
  await request('eth_requestAccounts', [])
  const { id } = (await request('wallet_sendCalls', sendCalls([{ to }, { to }, { to }]))) as unknown as { id: Hex }
  await opened.mined()
  expect(await request('wallet_getCallsStatus', [id])).toMatchObject({ status: 200 })
  expect(opened.prompts()).toBe(before)
  expect(await types()).toEqual(Array(3).fill('ACTIVITY_TYPE_SIGN_TRANSACTION_V2'))
  expect(apiKeyStamper(organization.apiKey).prompts).toBe(false)
})

test('a nonce manager stays right through a dismissed prompt', async () => {
  const nonceManager = createNonceManager({ source: jsonRpc() })
  const { send, codeOf, passkey, account, mined } = await openProvider(anvil, {
    accounts: (_account, { wallet, client }) => [createPasskeyAccount({ client, ...wallet, nonceManager })],
  })
  await send('eth_requestAccounts')
  passkey.next('cancel')
  expect(await codeOf('wallet_sendCalls', sendCalls([{ to }, { to }]))).toBe(4001)
  await send('eth_sendTransaction', [{ from: account.address, to }])
  const both = await Promise.all([
    send('wallet_sendCalls', sendCalls([{ to }, { to }])),
    send('eth_sendTransaction', [{ from: account.address, to }]),
  ])
  expect(both).toHaveLength(2)
  await mined()
  expect(await publicClient.getTransactionCount({ address: account.address })).toBe(4)
})

test('a batch that is refused before it has nonces leaves those of the others alone', async () => {
  const nonceManager = createNonceManager({ source: jsonRpc() })
  const { send, codeOf, account, mined, provider } = await openProvider(anvil, {
    accounts: (_account, { wallet, client }) => [createPasskeyAccount({ client, ...wallet, nonceManager })],
  })
  await send('eth_requestAccounts')
  const { address } = account
  // Taken by something that is not sent yet.
  const next = () => nonceManager.consume({ address, chainId: chain.id, client: provider.getClient() })
  expect(await next()).toBe(0)
  expect(await codeOf('wallet_sendCalls', sendCalls([{ to, value: numberToHex(parseEther('1000')) }]))).toBe(-32003)
  expect(await next()).toBe(1)
  await mined()
})

test('two batches at once are both known afterwards', async () => {
  const nonceManager = createNonceManager({ source: jsonRpc() })
  const { send, reload, mined } = await openProvider(anvil, {
    accounts: (_account, { wallet, client }) => [createPasskeyAccount({ client, ...wallet, nonceManager })],
  })
  await send('eth_requestAccounts')
  await Promise.all(['a', 'b', 'c'].map((id) => send('wallet_sendCalls', sendCalls([{ to }, { to }], { id }))))
  await mined()
  for (const id of ['a', 'b', 'c'])
    expect(await reload().request({ method: 'wallet_getCallsStatus', params: [id] } as never)).toMatchObject({
      status: 200,
    })
})

test('after a batch that ended early, the nonce manager goes on with the next nonce of the chain', async () => {
  const nonceManager = createNonceManager({ source: jsonRpc() })
  const intercept = failAfter(1, { code: -32000, message: 'transaction underpriced' })
  const { send, account, mined } = await openProvider(anvil, {
    intercept,
    accounts: (_account, { wallet, client }) => [createPasskeyAccount({ client, ...wallet, nonceManager })],
  })
  await send('eth_requestAccounts')
  await send('wallet_sendCalls', sendCalls([{ to }, { to }, { to }]))
  intercept.stop()
  await send('eth_sendTransaction', [{ from: account.address, to }])
  await mined()
  expect(await publicClient.getTransactionCount({ address: account.address })).toBe(2)
})

test('a disconnect while a batch is sent forgets it', async () => {
  const { send, storage, provider } = await openProvider(anvil, {
    intercept: async ({ method }) => {
      if (method === 'eth_sendRawTransaction') await provider.disconnect()
      return undefined
    },
  })
  await send('eth_requestAccounts')
  await send('wallet_sendCalls', sendCalls([{ to }, { to }], { id: 'secret plan' }))
  expect([...storage.values.values()].join()).not.toContain('secret plan')
})

test('a node of another chain is found before the prompt', async () => {
  const { codeOf, send, prompts } = await openProvider(anvil, {
    intercept: ({ method }) => (method === 'eth_chainId' ? '0x1' : undefined),
  })
  await send('eth_requestAccounts')
  expect(await codeOf('wallet_sendCalls', sendCalls([{ to }, { to }]))).toBe(4901)
  const other = await openProvider(anvil, {
    chains: [defineChain({ ...chain, id: 999 }) as Chain],
    transports: { 999: http(anvil.url) },
  })
  await other.send('eth_requestAccounts')
  expect(await other.codeOf('eth_sendTransaction', [{ from: other.account.address, to }])).toBe(4901)
  expect([prompts(), other.prompts()]).toEqual([0, 0])
})

test('stored records that were changed are not believed, and hurt nobody', async () => {
  const { send, codeOf, storage, mined, reload } = await openProvider(anvil)
  await send('eth_requestAccounts')
  await send('wallet_sendCalls', sendCalls([{ to }, { to }], { id: 'good' }))
  await mined()
  const key = 'viem-passkey-account.calls'
  const { records } = JSON.parse(storage.values.get(key) ?? '{}')
  const [good] = records
  const [first, second] = good.transactions
  const changes: object[] = [
    { from: 5 },
    { from: 'anna' },
    { from: '0x1234' },
    { from: null },
    { chainId: '0x1' },
    { chainId: 1.5 },
    { transactions: 'all' },
    { transactions: [] },
    { transactions: [null] },
    { transactions: [first, { ...second, sent: 'yes' }] },
    { transactions: [first, { ...second, sent: undefined }] },
    { transactions: [{ ...first, sent: 1 }, second] },
    { transactions: [{ ...first, hash: '0x12' }] },
    { transactions: [{ ...first, nonce: '0' }] },
    { transactions: [{ ...first, nonce: -0.5 }] },
  ]
  const changed = changes.map((change, index) => ({ ...good, id: `bad ${index}`, ...change }))
  storage.values.set(key, JSON.stringify({ records: [...changed, good] }))
  for (const provider of [undefined, reload()]) {
    const ask = async (id: string): Promise<unknown> =>
      provider
        ? provider.request({ method: 'wallet_getCallsStatus', params: [id] } as never).catch(({ code }) => code)
        : codeOf('wallet_getCallsStatus', [id])
    for (const [index, change] of changes.entries()) expect([change, await ask(`bad ${index}`)]).toEqual([change, 5730])
  }
  expect(await send('wallet_getCallsStatus', ['good'])).toMatchObject({ status: 200 })
  // Another user's calls are not this user's.
  storage.values.set(key, JSON.stringify({ records: [{ ...good, from: to }] }))
  expect(await codeOf('wallet_getCallsStatus', ['good'])).toBe(5730)
})

test('the chain is reorganized: what is no longer in it is pending, and another transaction with its nonce replaces it', async () => {
  const { send, account, statusOf } = await openProvider(anvil)
  const { address } = account
  await send('eth_requestAccounts')
  const snapshot = await anvil.testClient.snapshot()
  const { id } = (await send('wallet_sendCalls', sendCalls([{ to }, { to }]))) as { id: Hex }
  expect(await statusOf(id)).toMatchObject({ status: 200 })
  await anvil.testClient.revert({ id: snapshot })
  const status = (await send('wallet_getCallsStatus', [id])) as Status
  expect(status.status).toBe(100)
  expect(status.capabilities.transactions.map(({ status }) => status)).toEqual(['pending', 'pending'])
  // The nonce is the chain's again, and nothing waits for one that is gone.
  await send('eth_sendTransaction', [{ from: address, to }])
  const replaced = (await statusOf(id)) as Status
  expect(replaced.capabilities.transactions.map(({ status }) => status)).toEqual(['replaced', 'pending'])
  await send('eth_sendTransaction', [{ from: address, to }])
  expect(await statusOf(id)).toMatchObject({ status: 400 })
})

test('a nonce that the node takes back after it was read fails with one prompt, and the next request works', async () => {
  let isOld = true
  const { send, codeOf, account, prompts, mined, statusOf } = await openProvider(anvil, {
    intercept: async ({ method, params }) => {
      if (!isOld || !['eth_getTransactionCount', 'eth_fillTransaction'].includes(method)) return undefined
      if (method === 'eth_getTransactionCount') return '0x0'
      throw Object.assign(new Error(`no ${JSON.stringify(params)}`), { code: -32601 })
    },
  })
  const { address } = account
  await send('eth_requestAccounts')
  await send('eth_sendTransaction', [{ from: address, to }])
  await mined()
  expect(await codeOf('eth_sendTransaction', [{ from: address, to }])).toBe(-32003)
  expect(await codeOf('wallet_sendCalls', sendCalls([{ to }, { to }], { id: 'a' }))).toBe(-32003)
  expect(prompts()).toBe(3)
  isOld = false
  await send('eth_sendTransaction', [{ from: address, to }])
  await send('wallet_sendCalls', sendCalls([{ to }, { to }], { id: 'a' }))
  expect(await statusOf('a')).toMatchObject({ status: 200 })
})
