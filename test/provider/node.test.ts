import {
  BaseError,
  ChainMismatchError,
  createPublicClient,
  createWalletClient,
  custom,
  encodeErrorResult,
  http,
  numberToHex,
  parseAbi,
} from 'viem'
import { startAnvil } from 'viem-passkey-account/testing/node'
import { afterAll, expect, test } from 'vitest'
import { openProvider } from './openProvider.js'

const anvil = await startAnvil()
afterAll(anvil.stop)
const { chain } = anvil
const to = '0x000000000000000000000000000000000000bEEF'
const data = `0x08c379a0${'00'.repeat(96)}` as const

/** What a node does with a method in Anvil's place: answers with an error or a result, or an HTTP status, or is down. */
type Fault =
  | { error: { code: number; message: string; data?: unknown }; status?: number }
  | { result: unknown }
  | { status: number }
  | 'down'

/** Opens a connected provider over HTTP, whose node does what `faults` say of a method. */
async function openOverHttp(faults: Record<string, Fault>, { retryCount = 0 } = {}) {
  /** The methods of the requests, in order. */
  const asked: string[] = []
  /** The signed transactions that were sent. */
  const raw: string[] = []
  const fetchFn: typeof fetch = async (url, init) => {
    const { id, method, params } = JSON.parse(String(init?.body))
    asked.push(method)
    if (method === 'eth_sendRawTransaction') raw.push(params[0])
    const fault = faults[method]
    if (!fault) return fetch(url, init)
    if (fault === 'down') throw new TypeError('Failed to fetch')
    const { status = 200, ...answer } = { ...fault } as { status?: number }
    return Response.json('error' in fault || 'result' in fault ? { jsonrpc: '2.0', id, ...answer } : {}, { status })
  }
  const opened = await openProvider(anvil, {
    transports: { [chain.id]: http(anvil.url, { fetchFn, retryCount, retryDelay: 1 }) },
  })
  await opened.send('eth_requestAccounts')
  return { ...opened, asked, raw }
}

const catchError = (running: Promise<unknown>): Promise<unknown> =>
  running.then(
    () => expect.fail('The request did not fail.'),
    (error: unknown) => error,
  )

/** Everything that a log could show of an error and of its causes. */
function textsOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [JSON.stringify(error) ?? '']
  return [error.message, error.stack ?? '', JSON.stringify(error), ...textsOf(error.cause)]
}

const refused: [string, Fault, number][] = [
  ['-32000', { error: { code: -32000, message: 'nonce too low' } }, -32003],
  ['-32003', { error: { code: -32003, message: 'nonce too low' } }, -32003],
  ['-32010', { error: { code: -32010, message: 'gas price too low' } }, -32010],
  ['-32603', { error: { code: -32603, message: 'no' } }, -32603],
  ['an error with a status', { error: { code: -32003, message: 'no' }, status: 400 }, -32003],
  ['502', { status: 502 }, 4901],
  ['nothing', 'down', 4901],
]
test.each(refused)(
  'no error has the signed transaction, when the node answers it with %s',
  async (_name, fault, code) => {
    const { send, provider, account, raw } = await openOverHttp({ eth_sendRawTransaction: fault })
    const { address } = account
    const calls = [{ to }, { to }]
    const errors = [
      await catchError(send('eth_sendTransaction', [{ from: address, to }])),
      await catchError(provider.getClient().sendTransaction({ to })),
      await catchError(send('eth_sendRawTransaction', [raw[0]])),
      // What cannot be sent now is sent later.
      ...(code === 4901
        ? []
        : [await catchError(send('wallet_sendCalls', [{ version: '2.0.0', chainId: numberToHex(chain.id), calls }]))]),
    ]
    expect(raw.length).toBe(errors.length)
    for (const text of errors.flatMap(textsOf))
      for (const signed of raw) expect(text).not.toContain(signed.slice(4, 60))
    expect(errors[0]).toMatchObject({ code })
    const { message } = typeof fault === 'object' && 'error' in fault ? fault.error : { message: '' }
    for (const error of errors) expect(String(error)).toContain(message)
  },
)

const parameters = { to, value: 1n } as const
/** All fields of a transaction, so that nothing is filled in. */
const filled = { ...parameters, gas: 21_000n, nonce: 0, maxFeePerGas: 10n ** 10n, maxPriorityFeePerGas: 1n } as const
const noFill: Fault = { error: { code: -32601, message: 'no such method' } }

test.each([
  ['that fills in', {}],
  ['that does not fill in', { eth_fillTransaction: noFill }],
])('a node of another chain, %s, is noticed before the prompt', async (_name, faults) => {
  const { send, provider, account, prompts } = await openOverHttp({ eth_chainId: { result: '0x1' }, ...faults })
  const transaction = { from: account.address, to, value: '0x1' }
  const client = provider.getClient()
  const wrong = [
    () => send('eth_sendTransaction', [transaction]),
    () => send('eth_sendTransaction', [{ ...transaction, gas: '0x5208', nonce: '0x0' }]),
    () => send('eth_signTransaction', [transaction]),
  ]
  for (const run of wrong)
    expect(await catchError(run())).toMatchObject({
      code: 4901,
      message: expect.stringContaining('Current Chain ID:  1'),
    })
  const byClient = [
    () => client.sendTransaction(parameters),
    () => client.prepareTransactionRequest(parameters),
    () => client.signAuthorization({ contractAddress: to }),
  ]
  for (const run of byClient) {
    const error = await catchError(run())
    expect(error).toBeInstanceOf(BaseError)
    expect((error as BaseError).walk((cause) => cause instanceof ChainMismatchError)).not.toBe(null)
  }
  expect(prompts()).toBe(0)
})

test('a node is not asked for its chain when nothing is filled in', async () => {
  const { provider, asked } = await openOverHttp({})
  const client = provider.getClient()
  await client.sendTransaction(filled)
  await client.signAuthorization({ contractAddress: to, nonce: 5 })
  expect(asked).toEqual(['eth_sendRawTransaction'])
  await client.sendTransaction(parameters)
  expect(asked.filter((method) => method === 'eth_chainId')).toHaveLength(1)
})

const answers: [string, Fault][] = [
  ['-32603', { error: { code: -32603, message: 'no', data } }],
  ['-32005', { error: { code: -32005, message: 'limit' } }],
  ['429', { error: { code: 429, message: 'limit' } }],
  ['-32000 with status 503', { error: { code: -32000, message: 'busy' }, status: 503 }],
]
test.each(answers)(
  'what a node answers with %s is requested as often as without the provider',
  async (_name, fault) => {
    const faults = { eth_call: fault, eth_getTransactionCount: fault, eth_fillTransaction: noFill }
    const { provider, send, asked, account } = await openOverHttp(faults, { retryCount: 3 })
    const over = createPublicClient({ chain, transport: custom(provider, { retryDelay: 1 }) })
    await catchError(over.call({ to }))
    expect(asked.splice(0)).toEqual(Array(4).fill('eth_call'))
    // Whoever does not request again gets the answer at once.
    const { error } = fault as { error: { code: number; message: string } }
    expect(await catchError(send('eth_call', [{ to }, 'latest']))).toMatchObject({
      code: error.code,
      details: error.message,
    })
    expect(asked.splice(0)).toEqual(['eth_call'])
    // The provider's own client does not request again, so the provider does.
    await catchError(provider.getClient().request({ method: 'eth_call', params: [{ to }] } as never))
    expect(asked.splice(0)).toEqual(Array(4).fill('eth_call'))
    // Nor does viem where the user may be prompted.
    await catchError(
      send('eth_sendTransaction', [{ from: account.address, to, gas: '0x5208', gasPrice: '0x77359400' }]),
    )
    expect(asked.filter((method) => method === 'eth_getTransactionCount')).toHaveLength(4)
  },
)

test('the status of calls is requested as often as without the provider', async () => {
  const faults: Record<string, Fault> = {}
  const { provider, send, asked } = await openOverHttp(faults, { retryCount: 3 })
  const calls = [{ to }, { to }]
  const { id } = (await send('wallet_sendCalls', [{ version: '2.0.0', chainId: numberToHex(chain.id), calls }])) as {
    id: string
  }
  faults.eth_getTransactionCount = { error: { code: -32603, message: 'no' } }
  asked.length = 0
  const over = createWalletClient({ chain, transport: custom(provider, { retryDelay: 1 }) })
  await catchError(over.getCallsStatus({ id }))
  expect(asked.filter((method) => method === 'eth_getTransactionCount')).toHaveLength(4)
})

test.each<[string, Fault]>([
  ['is down', 'down'],
  ['answers 503', { status: 503 }],
  ['has no time', { status: 429 }],
])('a node that %s is requested four times, by the provider alone', async (_name, fault) => {
  const { provider, send, asked } = await openOverHttp({ eth_call: fault }, { retryCount: 3 })
  const over = createPublicClient({ chain, transport: custom(provider, { retryDelay: 1 }) })
  for (const run of [() => over.call({ to }), () => send('eth_call', [{ to }, 'latest'])]) {
    await catchError(run())
    expect(asked.splice(0)).toEqual(Array(4).fill('eth_call'))
  }
})

const abi = parseAbi(['function ping()', 'error Nope(uint256 reason)'])
const revert = encodeErrorResult({ abi, errorName: 'Nope', args: [7n] })
test.each([3, -32000])('a revert that the node answers with code %s is 3, with its data', async (code) => {
  const { provider, send, account, prompts } = await openOverHttp({
    eth_fillTransaction: noFill,
    eth_estimateGas: { error: { code, message: 'execution reverted', data: revert } },
  })
  const { address } = account
  const reverted = { code: 3, data: revert, details: 'execution reverted' }
  expect(await catchError(send('eth_sendTransaction', [{ from: address, to }]))).toMatchObject(reverted)
  const batch = { version: '2.0.0', chainId: numberToHex(chain.id), calls: [{ to }] }
  expect(await catchError(send('wallet_sendCalls', [batch]))).toMatchObject({
    ...reverted,
    message: expect.stringContaining('Call 1 of 1'),
  })
  const over = createWalletClient({ account: address, chain, transport: custom(provider) })
  const error = await catchError(over.writeContract({ address: to, abi, functionName: 'ping' }))
  expect(error).toMatchObject({ cause: { name: 'ContractFunctionRevertedError', data: { errorName: 'Nope' } } })
  expect(prompts()).toBe(0)
})
