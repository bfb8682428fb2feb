import { setGlobalAdapter } from '@cowprotocol/sdk-common'
import { BuyTokenDestination, OrderKind, SellTokenSource } from '@cowprotocol/sdk-order-book'
import { OrderSigningUtils, type UnsignedOrder } from '@cowprotocol/sdk-order-signing'
import { ViemAdapter } from '@cowprotocol/sdk-viem-adapter'
import { afterAll, describe, test } from 'vitest'
import { openAccountPair } from '../account/openAccountPair.js'
import { offlineClient } from './offlineClient.js'

const { close, signWithBoth, signWithBothClients } = await openAccountPair(`0x${'34'.repeat(32)}`)
afterAll(close)

const provider = offlineClient()
const order: UnsignedOrder = {
  sellToken: '0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48',
  buyToken: '0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2',
  sellAmount: '1000000000000000000',
  buyAmount: '1000000000000000000',
  validTo: 1_900_000_000,
  appData: `0x${'00'.repeat(32)}`,
  feeAmount: '0',
  kind: OrderKind.SELL,
  partiallyFillable: false,
  sellTokenBalance: SellTokenSource.ERC20,
  buyTokenBalance: BuyTokenDestination.ERC20,
  receiver: '0x000000000000000000000000000000000000beef',
}
const uid = `0x${'ab'.repeat(56)}`
const transaction = {
  to: '0x9008D19f58AAbD9eD0D60971565AA8510560ab41',
  data: '0x1234',
  value: 5n,
  gasLimit: 100_000n,
  maxFeePerGas: 2_000_000_000n,
  maxPriorityFeePerGas: 1n,
  nonce: 3,
  chainId: 1,
}
const signatures: Record<string, (adapter: ViemAdapter) => Promise<unknown>> = {
  'an order': ({ signer }) => OrderSigningUtils.signOrder(order, 1, signer),
  'a cancellation': ({ signer }) => OrderSigningUtils.signOrderCancellation(uid, 1, signer),
  cancellations: ({ signer }) => OrderSigningUtils.signOrderCancellations([uid, uid], 1, signer),
  'a message': ({ signer }) => signer.signMessage('hello'),
  bytes: ({ signer }) => signer.signMessage(new Uint8Array([0, 255])),
  'a transaction': ({ signer }) => signer.signTransaction(transaction),
}

function adapterOf(options: ConstructorParameters<typeof ViemAdapter>[0]): ViemAdapter {
  const adapter = new ViemAdapter(options)
  setGlobalAdapter(adapter)
  return adapter
}

describe.each(Object.entries(signatures))('%s', (_, sign) => {
  test('of the account', async () => {
    await signWithBoth((account) => sign(adapterOf({ provider, signer: account })))
  })
  test('of a wallet client', async () => {
    await signWithBothClients(1, (walletClient) => sign(adapterOf({ provider, walletClient })))
  })
})
