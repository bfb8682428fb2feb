import { ExchangeClient, type IRequestTransport } from '@nktkas/hyperliquid'
import { type AbstractWallet, signL1Action } from '@nktkas/hyperliquid/signing'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openAccountPair } from '../account/openAccountPair.js'
import { fixChance, restoreChance } from './fixChance.js'

const { close, signWithBoth, signWithBothClients } = await openAccountPair(`0x${'31'.repeat(32)}`)
afterAll(close)
beforeEach(fixChance)
afterEach(restoreChance)

const to = '0x000000000000000000000000000000000000beef'
const calls: Record<string, (client: ExchangeClient) => Promise<unknown>> = {
  // Actions of the exchange: a hash in its own typed data.
  order: (client) =>
    client.order({
      orders: [{ a: 0, b: true, p: '30000', s: '0.1', r: false, t: { limit: { tif: 'Gtc' } } }],
      grouping: 'na',
    }),
  cancel: (client) => client.cancel({ cancels: [{ a: 0, o: 12345 }] }),
  updateLeverage: (client) => client.updateLeverage({ asset: 0, isCross: true, leverage: 5 }),
  // Actions that users sign in words.
  withdraw3: (client) => client.withdraw3({ destination: to, amount: '1.5' }),
  usdSend: (client) => client.usdSend({ destination: to, amount: '1.5' }),
  approveAgent: (client) => client.approveAgent({ agentAddress: to, agentName: 'agent' }),
  usdClassTransfer: (client) => client.usdClassTransfer({ amount: '2', toPerp: true }),
}

/** What a call posts to the exchange. */
async function post(wallet: AbstractWallet, call: (client: ExchangeClient) => Promise<unknown>): Promise<unknown> {
  const posted: unknown[] = []
  const transport: IRequestTransport = {
    isTestnet: false,
    async request(_, payload) {
      posted.push(payload)
      throw new Error('There is no exchange.')
    },
  }
  const client = new ExchangeClient({ transport, wallet, nonceManager: () => 1_700_000_000_000 })
  await expect(call(client)).rejects.toThrow('There is no exchange.')
  expect(posted).toMatchObject([{ signature: { r: expect.any(String), s: expect.any(String) } }])
  return posted
}

describe.each(Object.entries(calls))('%s', (_, call) => {
  test('of the account', () => signWithBoth((account) => post(account, call)))
  test('of a wallet client', () => signWithBothClients(42161, (client) => post(client, call)))
})

test('signL1Action with a vault and on the testnet', async () => {
  const action = { type: 'cancel', cancels: [{ a: 0, o: 12345 }] }
  await signWithBoth((wallet) =>
    signL1Action({ wallet, action, nonce: 1, isTestnet: true, vaultAddress: to, expiresAfter: 2 }),
  )
})
