import { Chain, createL1Headers, OrderBuilder, OrderType, Side } from '@polymarket/clob-client'
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { openAccountPair } from '../account/openAccountPair.js'
import { fixChance, restoreChance } from './fixChance.js'

const { account, close, signWithBothClients } = await openAccountPair(`0x${'35'.repeat(32)}`)
afterAll(close)
beforeEach(fixChance)
afterEach(restoreChance)

test('the header that signs in', async () => {
  const headers = await signWithBothClients(Chain.POLYGON, (client) =>
    createL1Headers(client, Chain.POLYGON, 3, 1_700_000_000),
  )
  expect(headers).toMatchObject({ POLY_ADDRESS: account.address, POLY_NONCE: '3' })
})

const tokenID = '71321045679252212594626385532706912750332728571942532289631379312455583992563'
const options = { tickSize: '0.01', negRisk: false } as const

test.each([options, { ...options, negRisk: true }])('an order with %j', async (options) => {
  const order = await signWithBothClients(Chain.POLYGON, (client) =>
    new OrderBuilder(client, Chain.POLYGON).buildOrder({ tokenID, price: 0.5, size: 10, side: Side.BUY }, options),
  )
  expect(order.signer).toBe(account.address)
})

test('a market order', async () => {
  await signWithBothClients(Chain.POLYGON, (client) =>
    new OrderBuilder(client, Chain.POLYGON).buildMarketOrder(
      { tokenID, price: 0.5, amount: 10, side: Side.SELL, orderType: OrderType.FOK },
      options,
    ),
  )
})
