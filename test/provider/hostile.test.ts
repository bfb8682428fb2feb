import fc from 'fast-check'
import { numberToHex } from 'viem'
import { startAnvil } from 'viem-passkey-account/testing/node'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type OpenProvider, openProvider } from './openProvider.js'

const anvil = await startAnvil()
afterAll(anvil.stop)
const to = '0x000000000000000000000000000000000000beef'
const chainId = numberToHex(anvil.chain.id)

const unhandled: unknown[] = []
const onUnhandled = (reason: unknown): void => void unhandled.push(reason)
beforeAll(() => void process.on('unhandledRejection', onUnhandled))
afterAll(() => void process.off('unhandledRejection', onUnhandled))

/** What the provider does not pass on to the node, with parameters that are valid but for `0xmine`. */
const valid: Record<string, unknown[]> = {
  eth_accounts: [],
  eth_coinbase: [],
  eth_requestAccounts: [],
  eth_chainId: [],
  net_version: [],
  personal_sign: ['0x6869', '0xmine'],
  eth_signTypedData_v4: [
    '0xmine',
    {
      domain: { name: 'Mail', chainId: 1 },
      types: { Mail: [{ name: 'text', type: 'string' }] },
      primaryType: 'Mail',
      message: { text: 'hi' },
    },
  ],
  eth_signTypedData_v3: [
    '0xmine',
    { domain: {}, types: { Mail: [{ name: 'n', type: 'uint8' }] }, primaryType: 'Mail', message: { n: 1 } },
  ],
  eth_signTypedData: ['0xmine', { domain: {}, types: { A: [] }, primaryType: 'A', message: {} }],
  eth_sendTransaction: [{ from: '0xmine', to, value: '0x1', data: '0x', type: '0x2', accessList: [] }],
  wallet_sendTransaction: [{ from: '0xmine', to, gasPrice: '0x1', gas: '0x5208', nonce: '0x0' }],
  eth_signTransaction: [{ from: '0xmine', to, type: '0x4', authorizationList: [{ address: to }] }],
  wallet_switchEthereumChain: [{ chainId }],
  wallet_addEthereumChain: [{ chainId, rpcUrls: ['https://evil.example'] }],
  wallet_getPermissions: [],
  wallet_requestPermissions: [{ eth_accounts: {} }],
  wallet_revokePermissions: [{ eth_accounts: {} }],
  wallet_connect: [{ version: '1', capabilities: { signInWithEthereum: { nonce: 'abcdefgh' } } }],
  wallet_disconnect: [],
  wallet_getCapabilities: ['0xmine', [chainId]],
  wallet_sendCalls: [{ version: '2.0.0', chainId, from: '0xmine', calls: [{ to, value: '0x1', data: '0x' }] }],
  wallet_getCallsStatus: ['0x1234'],
  wallet_showCallsStatus: ['0x1234'],
  eth_subscribe: ['newHeads'],
  eth_unsubscribe: ['0x1'],
  eth_sign: ['0xmine', '0x1234'],
  eth_decrypt: ['0x1234', '0xmine'],
  eth_getEncryptionPublicKey: ['0xmine'],
  wallet_watchAsset: [{ type: 'ERC20' }],
  personal_unlockAccount: ['0xmine', 'password'],
  wallet_grantPermissions: [{}],
  constructor: [],
}
const method = fc.constantFrom(...Object.keys(valid))
const throwing = fc.constantFrom(
  () =>
    new Proxy([], {
      get: () => {
        throw new TypeError('no')
      },
    }),
  () => ({
    get from() {
      throw null
    },
  }),
  () => ({ toJSON: () => Symbol('x'), toString: () => 5, valueOf: () => ({}) }),
  () => {
    const cycle: Record<string, unknown> = {}
    cycle.types = cycle.calls = cycle.capabilities = [cycle]
    return cycle
  },
)
/** Any value of JavaScript, and some that fight back. */
const anything = fc.oneof(
  fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true, withSparseArray: true }),
  fc.anything({ withTypedArray: true, withNullPrototype: true, withObjectString: true, withBoxedValues: true }),
  fc.constantFrom(
    Symbol('x'),
    () => 1,
    async () => 1,
    Number.NaN,
    -0,
    '',
    '0x',
    '0x0',
    '__proto__',
    'constructor',
  ),
  fc.constantFrom(
    '{"types":'.repeat(100_000),
    `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`,
    '0x'.padEnd(100_000, '0'),
  ),
  throwing.map((create) => create()),
)

/** Checks what holds for each answer, and returns the code of an error. */
async function codeOf({ send }: OpenProvider, name: string, params: unknown): Promise<number | undefined> {
  try {
    await send(name, params)
    return undefined
  } catch (error) {
    expect(error).toBeInstanceOf(Error)
    const { code, details } = Object(error)
    expect(Number.isSafeInteger(code)).toBe(true)
    // Only what a value throws by itself when it is read.
    if (code === -32603) expect(['no', 'null']).toContain(details)
    return code
  }
}

/** Replaces the value at one place, at any depth. */
function mutate(value: unknown, place: number, by: unknown): unknown {
  let at = 0
  const walk = (value: unknown): unknown => {
    if (at++ === place) return by
    if (Array.isArray(value)) return value.map(walk)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, walk(item)]))
  }
  return walk(value)
}

test('params of any type: an answer or a code, no prompt, and nothing at the node', async () => {
  const opened = await openProvider(anvil)
  const { send, prompts, requests } = opened
  await fc.assert(
    fc.asyncProperty(method, fc.oneof(anything, fc.array(anything, { maxLength: 3 })), async (name, params) => {
      await send('eth_requestAccounts')
      await codeOf(opened, name, params)
    }),
    { numRuns: 3000 },
  )
  expect({ prompts: prompts(), requests, unhandled }).toEqual({ prompts: 0, requests: [], unhandled: [] })
})

test('valid params with one wrong value: an answer or a code', async () => {
  // Prompts are dismissed: a value may be another one that is valid.
  const opened = await openProvider(anvil, { approve: () => Promise.reject(new Error('no')) })
  const { send, prompts, account, requests } = opened
  await fc.assert(
    fc.asyncProperty(method, fc.nat({ max: 12 }), anything, async (name, place, by) => {
      await send('eth_requestAccounts')
      const mine = JSON.parse(JSON.stringify(valid[name]).replaceAll('0xmine', account.address))
      await codeOf(opened, name, mutate(mine, place, by))
    }),
    { numRuns: 3000 },
  )
  expect({ prompts: prompts(), unhandled }).toEqual({ prompts: 0, unhandled: [] })
  expect(requests.filter((name) => /sign|send|personal|wallet/i.test(name))).toEqual([])
})

test('a request of any type is refused with a code', async () => {
  const { provider } = await openProvider(anvil)
  await fc.assert(
    fc.asyncProperty(anything, async (request) => {
      const error = await provider.request(request as never).then(
        () => undefined,
        (error: unknown) => error,
      )
      expect(error).toMatchObject({ code: expect.any(Number) })
    }),
    { numRuns: 500 },
  )
})

test.each(Object.keys(valid))(
  '%s: params that are no list, or whose items are of another type, are -32602',
  async (name) => {
    const opened = await openProvider(anvil)
    const { send, prompts, requests } = opened
    const own = /^(eth_sign|eth_decrypt|eth_getEnc|wallet_watch|personal_unlock|wallet_grant|constructor)/
    if (own.test(name) && !/Typed|Transaction/.test(name)) return
    await send('eth_requestAccounts')
    for (const params of [{ 0: 'x', length: 1 }, 'params', 5, true, null])
      expect([params, await codeOf(opened, name, params)]).toEqual([params, -32602])
    if ((valid[name] ?? []).length > 0 && !/subscribe/.test(name))
      for (const item of [null, 5, true, Symbol('x'), 5n, () => 1])
        expect([typeof item, await codeOf(opened, name, [item])]).toEqual([typeof item, -32602])
    expect({ prompts: prompts(), requests }).toEqual({ prompts: 0, requests: [] })
  },
)
