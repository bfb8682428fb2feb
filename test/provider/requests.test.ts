import {
  createWalletClient,
  custom,
  getAddress,
  hashTypedData,
  keccak256,
  numberToHex,
  parseGwei,
  recoverAddress,
  stringToHex,
  toHex,
  UserRejectedRequestError,
  webSocket,
} from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { PasskeyCancelledError } from 'viem-passkey-account'
import { startAnvil } from 'viem-passkey-account/testing/node'
import { afterAll, expect, test } from 'vitest'
import { openProvider, otherChain } from './openProvider.js'

const anvil = await startAnvil()
afterAll(anvil.stop)
const { chain, publicClient } = anvil

const privateKey = `0x${'5e'.repeat(32)}` as const
const oracle = privateKeyToAccount(privateKey)
const stranger = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8'
/** As JSON has it: without bigints. */
const typedData = {
  domain: { name: 'Mail', version: '1', chainId: 1 },
  types: {
    EIP712Domain: [
      { name: 'name', type: 'string' },
      { name: 'version', type: 'string' },
      { name: 'chainId', type: 'uint256' },
    ],
    Mail: [
      { name: 'text', type: 'string' },
      { name: 'amount', type: 'uint256' },
    ],
  },
  primaryType: 'Mail',
  message: { text: 'hi', amount: '12345678901234567890' },
}
const typed = {
  ...typedData,
  types: { Mail: typedData.types.Mail },
  primaryType: 'Mail',
  message: { text: 'hi', amount: 12345678901234567890n },
} as const

test('before it connects, it has a chain and no account', async () => {
  const { send, codeOf, requests, prompts } = await openProvider(anvil)
  expect(await send('eth_accounts')).toEqual([])
  expect(await send('eth_coinbase')).toBe(null)
  expect(await send('wallet_getPermissions')).toEqual([])
  expect(await send('eth_chainId')).toBe(numberToHex(chain.id))
  expect(await send('net_version')).toBe(String(chain.id))
  expect(await codeOf('personal_sign', ['0x00', oracle.address])).toBe(4100)
  expect(await codeOf('eth_sendTransaction', [{ from: oracle.address, to: stranger }])).toBe(4100)
  expect(await codeOf('wallet_getCapabilities')).toBe(4100)
  expect({ requests, prompts: prompts() }).toEqual({ requests: [], prompts: 0 })
})

test('connecting emits connect and accountsChanged, once for two clicks', async () => {
  const { send, events, account } = await openProvider(anvil)
  const results = await Promise.all([send('eth_requestAccounts'), send('eth_requestAccounts')])
  expect(results).toEqual([[account.address], [account.address]])
  const connected = [
    ['connect', { chainId: numberToHex(chain.id) }],
    ['accountsChanged', [account.address]],
  ]
  expect(events).toEqual(connected)
  expect(await send('eth_requestAccounts')).toEqual([account.address])
  expect(await send('eth_accounts')).toEqual([account.address])
  expect(events).toEqual(connected)
})

test('every signature is byte for byte the one of viem', async () => {
  const { send, prompts } = await openProvider(anvil, { privateKey })
  await send('eth_requestAccounts')
  const { address } = oracle
  const own = [address, address.toLowerCase(), `0x${address.slice(2).toUpperCase()}`]
  for (const from of own) {
    expect(await send('personal_sign', [stringToHex('hello ☃'), from])).toBe(
      await oracle.signMessage({ message: 'hello ☃' }),
    )
    expect(await send('personal_sign', ['hello ☃', from])).toBe(await oracle.signMessage({ message: 'hello ☃' }))
    expect(await send('personal_sign', ['0xff00fe', from])).toBe(
      await oracle.signMessage({ message: { raw: '0xff00fe' } }),
    )
    expect(await send('personal_sign', ['0xFF', from])).toBe(await oracle.signMessage({ message: { raw: '0xff' } }))
    expect(await send('personal_sign', ['0x', from])).toBe(await oracle.signMessage({ message: '' }))
  }
  // A byte order mark is part of the message.
  expect(await send('personal_sign', ['0xefbbbf41', address])).toBe(
    await oracle.signMessage({ message: { raw: '0xefbbbf41' } }),
  )
  const expected = await oracle.signTypedData(typed)
  for (const method of ['eth_signTypedData_v4', 'eth_signTypedData_v3', 'eth_signTypedData'])
    for (const data of [typedData, JSON.stringify(typedData)])
      expect(await send(method, [address, data])).toBe(expected)
  expect(prompts()).toBe(own.length * 5 + 1 + 6)
})

test('a wallet client of viem over the provider works like one with the key', async () => {
  const { provider, prompts } = await openProvider(anvil, { privateKey })
  const client = createWalletClient({ chain, transport: custom(provider) })
  const [account] = await client.requestAddresses()
  const local = createWalletClient({ account: oracle, chain, transport: custom(anvil.publicClient) })
  if (!account) throw new Error('no account')
  expect(await client.signMessage({ account, message: 'hi' })).toBe(await local.signMessage({ message: 'hi' }))
  const request = {
    to: stranger,
    value: 3n,
    gas: 30_000n,
    maxFeePerGas: parseGwei('3'),
    maxPriorityFeePerGas: 1n,
    type: 'eip1559',
  } as const
  const nonce = await publicClient.getTransactionCount({ address: account })
  const expected = await local.signTransaction({ ...request, nonce })
  expect(await client.signTransaction({ account, ...request, nonce })).toBe(expected)
  expect(await client.sendTransaction({ account, ...request, nonce })).toBe(keccak256(expected))
  expect(await publicClient.waitForTransactionReceipt({ hash: keccak256(expected) })).toMatchObject({
    status: 'success',
  })
  expect(prompts()).toBe(3)
})

test.each([
  ['a transfer', { to: stranger.toLowerCase(), value: '0x7' }, 'eip1559'],
  ['legacy, with gasLimit and input', { to: stranger, type: '0x0', gasLimit: '0x7530', input: '0x1234' }, 'legacy'],
  ['with gasPrice', { to: stranger, gasPrice: '0xb2d05e00' }, 'legacy'],
  ['an access list', { to: stranger, type: '0x1', accessList: [{ address: stranger, storageKeys: [] }] }, 'eip2930'],
  ['a deployment', { data: '0x600a600c600039600a6000f3602a60005260206000f3' }, 'eip1559'],
  ['fields that no transaction has', { to: stranger, metadata: { id: 1 }, feeCurrency: null }, 'eip1559'],
  ['with its chain', { to: stranger, chainId: numberToHex(chain.id), nonce: null, value: undefined }, 'eip1559'],
])('eth_sendTransaction sends %s', async (_name, fields, type) => {
  const { send, account, prompts } = await openProvider(anvil)
  await send('eth_requestAccounts')
  const hash = await send('eth_sendTransaction', [{ from: account.address.toLowerCase(), ...fields }])
  await publicClient.waitForTransactionReceipt({ hash: String(hash) as `0x${string}` })
  const sent = await publicClient.getTransaction({ hash: String(hash) as `0x${string}` })
  expect(sent).toMatchObject({ from: account.address.toLowerCase(), type })
  if ('input' in fields) expect(sent).toMatchObject({ input: '0x1234', gas: 30_000n })
  expect(prompts()).toBe(1)
})

test('the 7702 authorization of the account is signed and sent through the client, and through the provider', async () => {
  const { provider, send, account, prompts } = await openProvider(anvil)
  await send('eth_requestAccounts')
  const client = provider.getClient()
  const authorization = await client.signAuthorization({ contractAddress: stranger, executor: 'self' })
  const hash = await send('eth_sendTransaction', [
    {
      from: account.address,
      to: account.address,
      type: '0x4',
      authorizationList: [
        {
          address: authorization.address,
          chainId: numberToHex(authorization.chainId),
          nonce: numberToHex(authorization.nonce),
          r: authorization.r,
          s: authorization.s,
          yParity: numberToHex(authorization.yParity ?? 0),
        },
      ],
    },
  ])
  expect(await publicClient.waitForTransactionReceipt({ hash: String(hash) as `0x${string}` })).toMatchObject({
    type: 'eip7702',
  })
  expect(await publicClient.getCode({ address: account.address })).toBe(`0xef0100${stranger.slice(2).toLowerCase()}`)
  expect(prompts()).toBe(2)
})

const mine = '0xmine'
const blobHash = `0x01${'ab'.repeat(31)}`
const invalid: [name: string, method: string, params: unknown][] = [
  ['no params', 'personal_sign', undefined],
  ['params that are an object', 'personal_sign', { data: '0x00' }],
  ['no address', 'personal_sign', ['0x00']],
  ['something that is not an address', 'personal_sign', ['0x00', 'anna']],
  ['a message that is an object', 'personal_sign', [{}, mine]],
  ['a message that is a number', 'personal_sign', [5, mine]],
  ['typed data that is no JSON', 'eth_signTypedData_v4', [mine, '{']],
  ['typed data that is null', 'eth_signTypedData_v4', [mine, 'null']],
  ['typed data that is missing', 'eth_signTypedData_v4', [mine]],
  ['an unknown primary type', 'eth_signTypedData_v4', [mine, { ...typedData, primaryType: 'Letter' }]],
  ['no primary type', 'eth_signTypedData_v4', [mine, { ...typedData, primaryType: undefined }]],
  ['a message of another type', 'eth_signTypedData_v4', [mine, { ...typedData, message: { text: 'hi', amount: 'x' } }]],
  [
    'a type that does not exist',
    'eth_signTypedData_v4',
    [mine, { ...typedData, types: { Mail: [{ name: 'a', type: 'foo' }] } }],
  ],
  ['something that is not a transaction', 'eth_sendTransaction', ['0x']],
  ['no transaction', 'eth_sendTransaction', []],
  ['no sender', 'eth_sendTransaction', [{ to: stranger }]],
  ['an unknown type', 'eth_sendTransaction', [{ from: mine, to: stranger, type: '0x5' }]],
  ['a type in decimal', 'eth_sendTransaction', [{ from: mine, to: stranger, type: 2 }]],
  ['another chain', 'eth_sendTransaction', [{ from: mine, to: stranger, chainId: numberToHex(otherChain.id) }]],
  ['a recipient with a wrong checksum', 'eth_sendTransaction', [{ from: mine, to: stranger.replace('dc79', 'DC79') }]],
  ['a recipient that is too short', 'eth_sendTransaction', [{ from: mine, to: '0x1234' }]],
  ['neither recipient nor data', 'eth_sendTransaction', [{ from: mine, value: '0x1' }]],
  ['a value in decimal', 'eth_sendTransaction', [{ from: mine, to: stranger, value: 5 }]],
  ['an empty value', 'eth_sendTransaction', [{ from: mine, to: stranger, value: '0x' }]],
  ['a value beyond 256 bits', 'eth_sendTransaction', [{ from: mine, to: stranger, value: `0x1${'0'.repeat(64)}` }]],
  ['gas that is a text', 'eth_sendTransaction', [{ from: mine, to: stranger, gas: 'much' }]],
  ['odd data', 'eth_sendTransaction', [{ from: mine, to: stranger, data: '0x123' }]],
  ['data that contradicts input', 'eth_sendTransaction', [{ from: mine, to: stranger, data: '0x12', input: '0x13' }]],
  ['both kinds of fees', 'eth_sendTransaction', [{ from: mine, to: stranger, gasPrice: '0x1', maxFeePerGas: '0x1' }]],
  [
    'a tip above the fee',
    'eth_sendTransaction',
    [{ from: mine, to: stranger, maxFeePerGas: '0x1', maxPriorityFeePerGas: '0x2' }],
  ],
  ['a nonce that no number holds', 'eth_sendTransaction', [{ from: mine, to: stranger, nonce: '0xffffffffffffffff' }]],
  ['something that is not an access list', 'eth_sendTransaction', [{ from: mine, to: stranger, accessList: {} }]],
  ...[
    { type: '0x0', maxFeePerGas: '0x1' },
    { type: '0x1', maxPriorityFeePerGas: '0x1' },
    { type: '0x2', gasPrice: '0x1' },
    { type: '0x0', accessList: [] },
    { type: '0x2', authorizationList: [] },
    { type: '0x4', gasPrice: '0x1', authorizationList: [] },
    { gasPrice: '0x1', authorizationList: [] },
    { gasPrice: '0x1', maxPriorityFeePerGas: '0x1' },
    { type: '0x1', blobVersionedHashes: [blobHash] },
    { maxFeePerBlobGas: '0x1', authorizationList: [] },
  ].map((fields): [string, string, unknown] => [
    `fields of two types, ${JSON.stringify(fields)}`,
    'eth_signTransaction',
    [{ from: mine, to: stranger, ...fields }],
  ]),
  [
    'an unsigned authorization',
    'eth_sendTransaction',
    [{ from: mine, to: mine, type: '0x4', authorizationList: [{ address: stranger, chainId: '0x1', nonce: '0x0' }] }],
  ],
  ['blobs', 'eth_sendTransaction', [{ from: mine, to: stranger, blobVersionedHashes: [blobHash] }]],
  ['a blob transaction', 'eth_sendTransaction', [{ from: mine, to: stranger, type: '0x3' }]],
  ['a fee of blobs', 'eth_sendTransaction', [{ from: mine, to: stranger, maxFeePerBlobGas: '0x1' }]],
  ...Object.entries({ feeCurrency: stranger, blobs: ['0x00'] }).flatMap(([name, value]) =>
    ['eth_sendTransaction', 'eth_signTransaction'].map((method): [string, string, unknown] => [
      `${name}, which it would not sign,`,
      method,
      [{ from: mine, to: stranger, [name]: value }],
    ]),
  ),
  [
    'a delegation without authorizations',
    'eth_sendTransaction',
    [
      {
        from: mine,
        to: stranger,
        type: '0x4',
        gas: '0x5208',
        nonce: '0x0',
        maxFeePerGas: '0x1',
        maxPriorityFeePerGas: '0x1',
      },
    ],
  ],
  ['a chain in decimal', 'wallet_switchEthereumChain', [{ chainId: 1 }]],
  ['no chain', 'wallet_switchEthereumChain', []],
  ['another permission', 'wallet_requestPermissions', [{ camera: {} }]],
  ['an unknown way to connect', 'wallet_connect', [{ capabilities: { method: 'guess' } }]],
  ['a name that is a number', 'wallet_connect', [{ capabilities: { name: 5 } }]],
  ['no nonce', 'wallet_connect', [{ capabilities: { signInWithEthereum: {} } }]],
]
test.each(invalid)('refuses %s with -32602 before any prompt', async (_name, method, params) => {
  const { codeOf, account, prompts, requests, send } = await openProvider(anvil)
  await send('eth_requestAccounts')
  const text = JSON.stringify(params)?.replaceAll(mine, account.address)
  expect(await codeOf(method, text && JSON.parse(text))).toBe(-32602)
  expect({ prompts: prompts(), requests }).toEqual({ prompts: 0, requests: [] })
})

const authorization = {
  address: stranger,
  chainId: '0x1',
  nonce: '0x0',
  r: `0x${'11'.repeat(32)}`,
  s: '0x1',
  yParity: '0x0',
}
test.each([
  ['accessList[1].address', { accessList: [{ address: stranger, storageKeys: [] }, { address: '0x' }] }],
  ['accessList[0]', { accessList: [null] }],
  ['accessList[0].storageKeys', { accessList: [{ address: stranger }] }],
  ['accessList[0].storageKeys[1]', { accessList: [{ address: stranger, storageKeys: [blobHash, '0x1'] }] }],
  ['accessList[0].storageKeys[0]', { accessList: [{ address: stranger, storageKeys: ['0x01'] }] }],
  ['authorizationList[1].r', { authorizationList: [authorization, { ...authorization, r: 5 }] }],
  ['authorizationList[0].s', { authorizationList: [{ ...authorization, s: `0x${'11'.repeat(33)}` }] }],
  ['authorizationList[0].yParity', { authorizationList: [{ ...authorization, yParity: '0x2' }] }],
  ['authorizationList[0].yParity', { authorizationList: [{ ...authorization, yParity: undefined, v: '0x1d' }] }],
  ['authorizationList[0].address', { authorizationList: [{ ...authorization, address: '0x1' }] }],
  ['authorizationList[0].chainId', { authorizationList: [{ ...authorization, chainId: 1 }] }],
  ['authorizationList[0].nonce', { authorizationList: [{ ...authorization, nonce: '0x' }] }],
  ['blobVersionedHashes[1]', { blobVersionedHashes: [blobHash, '0x01'] }],
  ['feeCurrency', { feeCurrency: stranger }],
  ['blobs', { blobs: ['0x00'] }],
])('the error of a wrong item names it: %s', async (path, fields) => {
  const { send, account, prompts, requests } = await openProvider(anvil)
  await send('eth_requestAccounts')
  const transaction = { from: account.address, to: stranger, ...fields }
  await expect(send('eth_signTransaction', [transaction])).rejects.toMatchObject({
    code: -32602,
    details: expect.stringContaining(`\`${path}\``),
  })
  expect({ prompts: prompts(), requests }).toEqual({ prompts: 0, requests: [] })
})

test.each([
  ['message.amount', 'uint256', { ...typedData, message: { text: 'hi', amount: 'x' } }],
  ['primaryType', 'types', { ...typedData, primaryType: 'Letter' }],
])('the error of wrong typed data names the value, with and without a dialog: %s', async (path, expected, wrong) => {
  for (const approve of [undefined, async () => undefined]) {
    const { send, account, prompts } = await openProvider(anvil, { approve })
    await send('eth_requestAccounts')
    await expect(send('eth_signTypedData_v4', [account.address, wrong])).rejects.toMatchObject({
      code: -32602,
      details: expect.stringMatching(new RegExp(`typedData.${path}.*${expected}`)),
      cause: { name: 'InvalidParameterError', parameter: `typedData.${path}` },
    })
    expect(prompts()).toBe(0)
  }
})

test('the error of fields that only the account checks says what is wrong', async () => {
  for (const approve of [undefined, async () => undefined]) {
    const { send, account, prompts } = await openProvider(anvil, { approve })
    await send('eth_requestAccounts')
    const fields = { type: '0x4', gas: '0x5208', nonce: '0x0', maxFeePerGas: '0x1', maxPriorityFeePerGas: '0x1' }
    const sending = send('eth_sendTransaction', [{ from: account.address, to: stranger, ...fields }])
    await expect(sending).rejects.toMatchObject({ code: -32602, details: expect.stringContaining('authorizationList') })
    expect(prompts()).toBe(0)
  }
})

test('an address in capitals is one without a checksum', async () => {
  const { send, account, prompts } = await openProvider(anvil, { privateKey })
  await send('eth_requestAccounts')
  const fields = { from: account.address, gas: '0x7530', nonce: '0x0', gasPrice: '0xb2d05e00', type: '0x1' }
  const sign = async (address: string) =>
    send('eth_signTransaction', [{ ...fields, to: address, accessList: [{ address, storageKeys: [] }] }])
  expect(await sign(`0x${stranger.slice(2).toUpperCase()}`)).toBe(await sign(stranger))
  expect(prompts()).toBe(2)
})

test('what is not a request is refused, and so are params of any type', async () => {
  const { provider, codeOf, prompts, send } = await openProvider(anvil)
  await send('eth_requestAccounts')
  for (const given of [undefined, null, 'eth_accounts', 5, {}, { method: 5 }, { method: null }, []])
    await expect(provider.request(given as never)).rejects.toMatchObject({ code: -32600 })
  const hostile = [
    null,
    'x',
    5,
    true,
    {},
    [null],
    [undefined],
    [[]],
    [[[]], {}],
    [{ from: {} }],
    [Symbol('x')],
    [() => 1],
  ]
  const methods = [
    'personal_sign',
    'eth_signTypedData_v4',
    'eth_sendTransaction',
    'eth_signTransaction',
    'wallet_sendCalls',
  ]
  for (const method of methods)
    for (const params of hostile)
      expect([method, params, await codeOf(method, params)]).toEqual([method, params, -32602])
  expect(prompts()).toBe(0)
})

test('what another account should sign is refused with 4100, and reaches no node', async () => {
  const { codeOf, requests, prompts, send } = await openProvider(anvil)
  await send('eth_requestAccounts')
  for (const address of [stranger, stranger.toLowerCase()]) {
    expect(await codeOf('personal_sign', ['0x00', address])).toBe(4100)
    expect(await codeOf('eth_signTypedData_v4', [address, typedData])).toBe(4100)
    expect(await codeOf('eth_sendTransaction', [{ from: address, to: stranger }])).toBe(4100)
    expect(await codeOf('eth_signTransaction', [{ from: address, to: stranger }])).toBe(4100)
    expect(await codeOf('wallet_getCapabilities', [address])).toBe(4100)
  }
  expect({ prompts: prompts(), requests }).toEqual({ prompts: 0, requests: [] })
})

test('the node gets reads, and nothing that a node with keys would sign', async () => {
  const { codeOf, requests, send } = await openProvider(anvil)
  await send('eth_requestAccounts')
  const refused: [string, number][] = [
    ['eth_sign', 4200],
    ['eth_decrypt', 4200],
    ['eth_getEncryptionPublicKey', 4200],
    ['wallet_watchAsset', 4200],
    ['eth_subscribe', 4200],
    ['eth_sendUnsignedTransaction', 4200],
    ['eth_signTypedData_v5', 4200],
    ['eth_sendTransactionSync', 4200],
    ['eth_sendTransactionConditional', 4200],
    ['personal_unlockAccount', -32601],
    ['personal_sendTransaction', -32601],
    ['wallet_invokeSnap', -32601],
    ['wallet_grantPermissions', -32601],
    ['account_signTransaction', -32601],
    ['anvil_impersonateAccount', -32601],
    ['toString', -32601],
    ['__proto__', -32601],
    ['', -32601],
  ]
  for (const [method, code] of refused) expect([method, await codeOf(method, [])]).toEqual([method, code])
  expect(await codeOf('eth_signTypedData', [[{ type: 'string', name: 'a', value: 'b' }], stranger])).toBe(-32601)
  expect(
    await codeOf('eth_signTypedData_v3', [
      stranger,
      { ...typedData, types: { Mail: [{ name: 'a', type: 'uint8[2]' }] } },
    ]),
  ).toBe(-32601)
  expect(requests).toEqual([])
  expect(await send('eth_blockNumber')).toMatch(/^0x/)
  expect(await send('eth_getBalance', [stranger, 'latest'])).toMatch(/^0x/)
  expect(await send('web3_clientVersion')).toContain('anvil')
  expect(requests).toEqual(['eth_blockNumber', 'eth_getBalance', 'web3_clientVersion'])
  // The node's own error, with its code.
  expect(await codeOf('eth_getBlockByNumber', ['nonsense'])).toBe(-32602)
})

test('chains: switching emits once, and an unknown one is 4902', async () => {
  const { send, codeOf, events } = await openProvider(anvil)
  const chainId = numberToHex(otherChain.id)
  expect(await send('wallet_switchEthereumChain', [{ chainId: numberToHex(chain.id) }])).toBe(null)
  expect(events).toEqual([])
  expect(await send('wallet_switchEthereumChain', [{ chainId }])).toBe(null)
  expect(await send('wallet_addEthereumChain', [{ chainId, rpcUrls: ['https://evil.example'] }])).toBe(null)
  expect(events).toEqual([['chainChanged', chainId]])
  expect(await send('eth_chainId')).toBe(chainId)
  expect(await send('net_version')).toBe(String(otherChain.id))
  const unknown = [{ chainId: '0x539', rpcUrls: ['https://evil.example'], chainName: 'Evil' }]
  expect(await codeOf('wallet_switchEthereumChain', unknown)).toBe(4902)
  expect(await codeOf('wallet_addEthereumChain', unknown)).toBe(4902)
  expect(await send('eth_chainId')).toBe(chainId)
  // Its node is down.
  expect(await codeOf('eth_blockNumber')).toBe(4901)
})

test('a transport that can subscribe does, and its data are messages', async () => {
  const { send, events, codeOf } = await openProvider(anvil, {
    transports: { [chain.id]: webSocket(anvil.url.replace('http', 'ws'), { reconnect: false }) },
  })
  const id = await send('eth_subscribe', ['newHeads'])
  expect(id).toMatch(/^0x/)
  await anvil.testClient.mine({ blocks: 1 })
  await expect
    .poll(() => events)
    .toContainEqual([
      'message',
      {
        type: 'eth_subscription',
        data: { subscription: id, result: expect.objectContaining({ number: expect.any(String) }) },
      },
    ])
  expect(await send('eth_unsubscribe', [id])).toBe(true)
  expect(await send('eth_unsubscribe', [id])).toBe(false)
  expect(await codeOf('eth_subscribe', ['nonsense'])).toBe(-32602)
})

test('permissions are those of EIP-2255', async () => {
  const { send, events, account } = await openProvider(anvil)
  const permissions = [
    {
      invoker: '',
      parentCapability: 'eth_accounts',
      caveats: [{ type: 'restrictReturnedAccounts', value: [account.address] }],
    },
  ]
  expect(await send('wallet_requestPermissions', [{ eth_accounts: {} }])).toEqual(permissions)
  expect(await send('wallet_getPermissions')).toEqual(permissions)
  expect(await send('wallet_revokePermissions', [{ eth_accounts: {} }])).toBe(null)
  expect(await send('wallet_getPermissions')).toEqual([])
  expect(await send('eth_accounts')).toEqual([])
  expect(events.slice(2)).toEqual([
    ['accountsChanged', []],
    ['disconnect', expect.objectContaining({ code: 4900 })],
  ])
})

test('a dismissed prompt is 4001 at the top, once, and the next request works', async () => {
  const { send, provider, passkey, account } = await openProvider(anvil)
  await send('eth_requestAccounts')
  const client = provider.getClient()
  const over = createWalletClient({ chain, transport: custom(provider), account: account.address })
  const calls: [string, () => Promise<unknown>][] = [
    ['personal_sign', () => send('personal_sign', ['0x00', account.address])],
    ['eth_signTypedData_v4', () => send('eth_signTypedData_v4', [account.address, typedData])],
    ['eth_sendTransaction', () => send('eth_sendTransaction', [{ from: account.address, to: stranger }])],
    ['eth_signTransaction', () => send('eth_signTransaction', [{ from: account.address, to: stranger }])],
    [
      'wallet_sendCalls',
      () =>
        send('wallet_sendCalls', [
          { version: '2.0.0', chainId: numberToHex(chain.id), calls: [{ to: stranger }, { to: stranger }] },
        ]),
    ],
    ['the client signs', () => client.signMessage({ message: 'hi' })],
    ['viem signs', () => over.signMessage({ message: 'hi' })],
  ]
  for (const [name, call] of calls) {
    passkey.next('cancel')
    const error = await call().catch((error: unknown) => error)
    expect(error, name).toBeInstanceOf(UserRejectedRequestError)
    expect(error, name).toMatchObject({ code: 4001 })
    const cancelled = (error as UserRejectedRequestError).walk((cause) => cause instanceof PasskeyCancelledError)
    expect(cancelled, name).toBeInstanceOf(PasskeyCancelledError)
    if (!/viem/.test(name)) expect((error as Error).cause, name).toBe(cancelled)
  }
  for (const sender of [client, over]) {
    passkey.next('cancel')
    const error = await sender.sendTransaction({ to: stranger } as never).catch((error: unknown) => error)
    const found = (error as UserRejectedRequestError).walk((cause) => cause instanceof UserRejectedRequestError)
    expect(found).toMatchObject({ code: 4001 })
  }
  expect(await send('eth_sendTransaction', [{ from: account.address, to: stranger }])).toMatch(/^0x/)
})

test('an error of the signer is not tried again, and keeps its class', async () => {
  const { send, provider, prompts, signer, account } = await openProvider(anvil)
  await send('eth_requestAccounts')
  const over = createWalletClient({ chain, transport: custom(provider), account: account.address })
  const fault = { kind: 'error', status: 400, code: 3, message: 'no', times: 9 } as const
  signer.addFault(fault)
  await expect(send('personal_sign', ['0x00', account.address])).rejects.toMatchObject({
    code: -32603,
    data: { name: 'SignerRequestError' },
    cause: { name: 'SignerRequestError' },
  })
  expect(prompts()).toBe(1)
  await expect(over.signMessage({ message: 'hi' })).rejects.toThrow()
  await expect(over.sendTransaction({ to: stranger })).rejects.toThrow()
  expect(prompts()).toBe(3)
})

test('what the node refuses after the prompt is not sent a second time', async () => {
  const { send, provider, prompts, account } = await openProvider(anvil, {
    intercept: ({ method }) => {
      if (method === 'eth_sendRawTransaction') throw Object.assign(new Error('nonce too low'), { code: -32000 })
      return undefined
    },
  })
  await send('eth_requestAccounts')
  const over = createWalletClient({ chain, transport: custom(provider), account: account.address })
  await expect(over.sendTransaction({ to: stranger })).rejects.toThrow('nonce too low')
  expect(prompts()).toBe(1)
  await expect(send('eth_sendTransaction', [{ from: account.address, to: stranger }])).rejects.toMatchObject({
    code: -32003,
  })
})

test('a transaction that reverts is told before the prompt, with its data', async () => {
  // Reverts with 0x2a.
  const contract = getAddress(`0x${'c0de'.repeat(10)}`)
  await anvil.testClient.setCode({ address: contract, bytecode: '0x602a60005260206000fd' })
  const { send, prompts, account } = await openProvider(anvil)
  await send('eth_requestAccounts')
  const data = toHex(42, { size: 32 })
  await expect(send('eth_sendTransaction', [{ from: account.address, to: contract }])).rejects.toMatchObject({
    code: 3,
    data,
  })
  await expect(send('eth_call', [{ to: contract }, 'latest'])).rejects.toMatchObject({ code: 3, data })
  // Over the provider of somebody else, whose errors are plain.
  const foreign = await openProvider(anvil, {
    intercept: ({ method }) => {
      if (method === 'eth_call') throw Object.assign(new Error('execution reverted'), { code: 3, data })
      return undefined
    },
  })
  await expect(foreign.send('eth_call', [{ to: contract }, 'latest'])).rejects.toMatchObject({ code: 3, data })
  expect(prompts()).toBe(0)
})

test('typed data is signed for exactly what the account says', async () => {
  const { send, account } = await openProvider(anvil)
  await send('eth_requestAccounts')
  const signature = await send('eth_signTypedData_v4', [account.address, JSON.stringify(typedData)])
  const hash = hashTypedData(typed)
  expect(await recoverAddress({ hash, signature: String(signature) as `0x${string}` })).toBe(account.address)
})

test('request works detached, and dapps may set properties', async () => {
  const { provider } = await openProvider(anvil)
  const { request } = provider
  expect(await request({ method: 'eth_chainId' })).toBe(numberToHex(chain.id))
  expect(Object.isFrozen(provider)).toBe(false)
  Object.assign(provider, { autoRefreshOnNetworkChange: false })
})
