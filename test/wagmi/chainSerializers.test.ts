import { custom, type Hex, keccak256 } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { celo } from 'viem/chains'
import { createProvider } from 'viem-passkey-account/provider'
import { passkey } from 'viem-passkey-account/wagmi'
import { expect, test } from 'vitest'
import { createStorage } from '../provider/openProvider.js'

const account = privateKeyToAccount(`0x${'11'.repeat(32)}`)
const to = '0x000000000000000000000000000000000000bEEF'
const feeCurrency = '0x765DE816845861e75A25fCA122bb6898B8B1282a'

/** A connector's client on Celo, and the transactions that its node got. */
async function openCelo() {
  const sent: Hex[] = []
  const answers: Record<string, unknown> = {
    eth_chainId: '0xa4ec',
    eth_getTransactionCount: '0x0',
    eth_estimateGas: '0x5208',
    eth_gasPrice: '0x1',
    eth_maxPriorityFeePerGas: '0x1',
    eth_getBlockByNumber: { number: '0x1', baseFeePerGas: '0x1', timestamp: '0x1', transactions: [] },
    eth_getTransactionReceipt: { status: '0x1', transactionHash: keccak256('0x'), logs: [] },
  }
  const request = async ({ method, params }: { method: string; params?: unknown }): Promise<unknown> => {
    if (!method.startsWith('eth_sendRaw')) {
      if (answers[method]) return answers[method]
      throw Object.assign(new Error('no such method'), { code: -32601 })
    }
    const [raw] = params as [Hex]
    sent.push(raw)
    return method.endsWith('Sync') ? answers.eth_getTransactionReceipt : keccak256(raw)
  }
  const provider = createProvider({
    chains: [celo],
    transports: { [celo.id]: custom({ request }, { retryCount: 0 }) },
    connect: async () => ({ accounts: [account] }),
    storage: createStorage(),
  })
  await provider.request({ method: 'eth_requestAccounts' })
  const connector = passkey.from(provider as never)({ chains: [celo], emitter: { emit: () => undefined } })
  const client: unknown = await connector.getClient({ chainId: celo.id })
  return { client: client as Record<string, (given: object) => Promise<object>>, sent }
}

const abi = [{ type: 'function', name: 'ping', inputs: [], outputs: [], stateMutability: 'nonpayable' }] as const
const actions: [string, object][] = [
  ['sendTransaction', { to }],
  ['sendTransactionSync', { to }],
  ['writeContract', { abi, address: to, functionName: 'ping' }],
  ['writeContractSync', { abi, address: to, functionName: 'ping' }],
  ['deployContract', { abi: [], bytecode: '0x60' }],
]
// wagmi 2 passes the chain as `null`, or with its id alone.
const chains: [string, object][] = [
  ['left out', {}],
  ['null', { chain: null }],
  ['an id', { chain: { id: celo.id } }],
  ['given', { chain: celo }],
]
test.each(
  actions.flatMap(([name, fields]) => chains.map(([how, chain]) => ({ name, how, fields: { ...fields, ...chain } }))),
)('$name with the chain $how uses the chain’s own serializer', async ({ name, fields }) => {
  const { client, sent } = await openCelo()
  await client[name]?.({ ...fields, feeCurrency })
  expect(sent).toEqual([expect.stringMatching(new RegExp(`^0x7b.*${feeCurrency.slice(2)}`, 'i'))])
})

test.each(chains)('signTransaction and prepareTransactionRequest do so with the chain %s', async (_how, chain) => {
  const { client } = await openCelo()
  const prepared = await client.prepareTransactionRequest?.({ to, feeCurrency, ...chain })
  expect(await client.signTransaction?.({ ...prepared, ...chain })).toMatch(/^0x7b/)
})
