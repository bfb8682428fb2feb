import { BaseError, ChainMismatchError, http } from 'viem'
import { startAnvil } from 'viem-passkey-account/testing/node'
import { afterAll, expect, test } from 'vitest'
import { openProvider } from './openProvider.js'

const anvil = await startAnvil()
afterAll(anvil.stop)
const { chain } = anvil
const to = '0x000000000000000000000000000000000000bEEF'

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
