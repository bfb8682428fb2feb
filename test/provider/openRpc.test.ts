import { MetaMaskOpenRPCDocument } from '@metamask/api-specs'
import { Ajv } from 'ajv'
import { type Hex, numberToHex, stringToHex, webSocket } from 'viem'
import { startAnvil } from 'viem-passkey-account/testing/node'
import { afterAll, expect, test } from 'vitest'
import { type OpenProvider, openProvider } from './openProvider.js'

const anvil = await startAnvil()
afterAll(anvil.stop)
const chainId = numberToHex(anvil.chain.id)
const to = '0x000000000000000000000000000000000000beef'

const { components, methods } = MetaMaskOpenRPCDocument
const ajv = new Ajv({ strict: false, allErrors: true, formats: { uri: true } })
ajv.addSchema({ $id: 'openrpc', components })

/** What is wrong with a value by a schema of the document. */
function problems(schema: object, value: unknown): unknown {
  const text = JSON.stringify(schema).replaceAll('"#/components', '"openrpc#/components')
  const validate = ajv.compile(JSON.parse(text))
  // As it would travel: without what is undefined.
  return validate(value === undefined ? undefined : JSON.parse(JSON.stringify(value))) ? undefined : validate.errors
}

const typedData = {
  types: {
    EIP712Domain: [{ name: 'name', type: 'string' }],
    Mail: [
      { name: 'to', type: 'address' },
      { name: 'texts', type: 'string[]' },
    ],
  },
  primaryType: 'Mail',
  domain: { name: 'Mail' },
  message: { to, texts: ['hello'] },
}
const chain = {
  chainId,
  chainName: 'Anvil',
  rpcUrls: ['https://rpc.example'],
  nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
}

type Params = (opened: OpenProvider) => unknown[] | Promise<unknown[]>
/** Sends two calls, and returns the batch when it is mined. */
const sent: Params = async ({ send, mined }) => {
  const calls = [{ to }, { to }]
  const { id } = (await send('wallet_sendCalls', [{ version: '2.0.0', chainId, calls }])) as { id: string }
  await mined()
  return [id]
}

/** The methods that the provider answers itself, with parameters that it must take. */
const answered: Record<string, Params[]> = {
  wallet_addEthereumChain: [
    () => [chain],
    () => [{ ...chain, iconUrls: ['https://a.example/i.svg'], blockExplorerUrls: ['https://a.example'] }],
  ],
  wallet_switchEthereumChain: [() => [{ chainId }]],
  wallet_getPermissions: [() => []],
  wallet_requestPermissions: [() => [{ eth_accounts: {} }]],
  wallet_revokePermissions: [() => [{ eth_accounts: {} }]],
  personal_sign: [
    ({ account }) => [stringToHex('hello'), account.address],
    ({ account }) => ['0xFF00', account.address.toLowerCase()],
  ],
  eth_signTypedData_v4: [({ account }) => [account.address, typedData]],
  wallet_sendCalls: [
    ({ account }) => [
      {
        version: '2.0.0',
        from: account.address.toLowerCase(),
        chainId,
        atomicRequired: false,
        calls: [
          { to, value: '0x1', data: '0x' },
          { to, value: '0x2' },
        ],
      },
    ],
    ({ account }) => [
      {
        version: '2.0.0',
        id: stringToHex('mine'),
        from: account.address,
        chainId,
        atomicRequired: true,
        calls: [{ to, value: '0x0' }],
        capabilities: {},
      },
    ],
  ],
  wallet_getCallsStatus: [sent],
  wallet_getCapabilities: [({ account }) => [account.address], ({ account }) => [account.address, [chainId, '0x1']]],
  eth_requestAccounts: [() => []],
  eth_accounts: [() => []],
  eth_coinbase: [() => []],
  eth_chainId: [() => []],
  eth_sendTransaction: [
    ({ account }) => [{ from: account.address.toLowerCase(), to, value: '0x1', gas: '0x7530', gasPrice: '0xb2d05e00' }],
    ({ account }) => [
      { from: account.address, to, data: '0x', maxFeePerGas: '0xb2d05e00', maxPriorityFeePerGas: '0x1' },
    ],
    ({ account }) => [{ from: account.address, data: '0x600a600c600039600a6000f3602a60005260206000f3' }],
  ],
  eth_subscribe: [() => ['newHeads'], () => ['logs', { address: to, topics: [] }]],
  eth_unsubscribe: [async ({ send }) => [await send('eth_subscribe', ['newHeads'])]],
}

/** The methods that the provider does not have, with their code and the reason. */
const refused: Record<string, [code: number, reason: string]> = {
  wallet_watchAsset: [4200, 'the wallet is in the page and lists no assets'],
  eth_decrypt: [4200, 'the signer does not decrypt'],
  eth_getEncryptionPublicKey: [4200, 'the signer does not decrypt'],
  wallet_registerOnboarding: [-32601, 'of the extension’s website'],
  wallet_scanQRCode: [-32601, 'of the mobile app'],
  wallet_requestExecutionPermissions: [-32601, 'ERC-7715 needs a smart account'],
  wallet_getGrantedExecutionPermissions: [-32601, 'ERC-7715 needs a smart account'],
  wallet_getSupportedExecutionPermissions: [-32601, 'ERC-7715 needs a smart account'],
}

/** The methods that go to the chain's node, with the parameters as they are. */
const passed = [
  'web3_clientVersion',
  'eth_blockNumber',
  'eth_call',
  'eth_estimateGas',
  'eth_feeHistory',
  'eth_gasPrice',
  'eth_getBalance',
  'eth_getBlockByHash',
  'eth_getBlockByNumber',
  'eth_getBlockTransactionCountByHash',
  'eth_getBlockTransactionCountByNumber',
  'eth_getCode',
  'eth_getFilterChanges',
  'eth_getFilterLogs',
  'eth_getLogs',
  'eth_getProof',
  'eth_getStorageAt',
  'eth_getTransactionByBlockHashAndIndex',
  'eth_getTransactionByBlockNumberAndIndex',
  'eth_getTransactionByHash',
  'eth_getTransactionCount',
  'eth_getTransactionReceipt',
  'eth_getUncleCountByBlockHash',
  'eth_getUncleCountByBlockNumber',
  'eth_newBlockFilter',
  'eth_newFilter',
  'eth_newPendingTransactionFilter',
  'eth_sendRawTransaction',
  'eth_syncing',
  'eth_uninstallFilter',
]

const methodOf = (name: string) => {
  const method = methods.find((method) => method.name === name)
  if (!method) throw new Error(`The document has no ${name}.`)
  return method
}

test('every method of the document is decided, once', () => {
  const decided = [...Object.keys(answered), ...Object.keys(refused), ...passed]
  expect(decided.sort()).toEqual(methods.map(({ name }) => name).sort())
})

test('an answer that is not what the schema says has problems', () => {
  for (const [name, wrong] of [
    ['eth_accounts', [5]],
    ['eth_chainId', 1],
    ['wallet_switchEthereumChain', false],
    ['wallet_getPermissions', [{ caveats: 5 }]],
    ['wallet_getCallsStatus', { id: 'x' }],
  ] as const)
    expect([name, problems(methodOf(name).result.schema, wrong)]).not.toEqual([name, undefined])
})

const cases = Object.entries(answered).flatMap(([name, all]) => all.map((params, index) => ({ name, index, params })))
test.each(cases)('$name $index takes what its schema allows, and answers as it says', async ({ name, params }) => {
  const opened = await openProvider(
    anvil,
    name.includes('subscribe')
      ? { transports: { [anvil.chain.id]: webSocket(anvil.url.replace('http', 'ws'), { reconnect: false }) } }
      : {},
  )
  await opened.send('eth_requestAccounts')
  const method = methodOf(name)
  const given = await params(opened)
  for (const [index, { schema, ...param }] of method.params.entries())
    if (index < given.length || ('required' in param && param.required))
      expect(problems(schema, given[index])).toBe(undefined)
  const answer = await opened.send(name, given)
  expect(answer).not.toBe(undefined)
  expect(problems(method.result.schema, answer)).toBe(undefined)
})

test.each(Object.entries(refused))('%s is %j', async (name, [code]) => {
  const { send, codeOf, account, requests, prompts } = await openProvider(anvil)
  await send('eth_requestAccounts')
  for (const params of [undefined, [], [account.address], ['0x00', account.address], { type: 'ERC20' }])
    expect(await codeOf(name, params)).toBe(code)
  expect({ requests, prompts: prompts() }).toEqual({ requests: [], prompts: 0 })
})

test('the other methods go to the node unchanged, and its answers come back so', async () => {
  const seen: unknown[] = []
  const answer = { answer: '0x1' as Hex }
  const { send, prompts } = await openProvider(anvil, {
    intercept: ({ method, params }) => {
      seen.push([method, params])
      return answer
    },
  })
  for (const name of passed) {
    const params = methodOf(name).params.map((_param, index) => ({ [name]: index }))
    expect(await send(name, params)).toBe(answer)
    expect(seen.pop()).toEqual([name, params])
  }
  expect({ seen, prompts: prompts() }).toEqual({ seen: [], prompts: 0 })
})
