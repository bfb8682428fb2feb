import { x402Client } from '@x402/core/client'
import { encodePaymentRequiredHeader } from '@x402/core/http'
import type { PaymentRequired } from '@x402/core/types'
import { ExactEvmScheme, toClientEvmSigner } from '@x402/evm'
import { ExactEvmSchemeV1 } from '@x402/evm/v1'
import { wrapFetchWithPayment } from '@x402/fetch'
import type { LocalAccount } from 'viem'
import { createPasskeyAccount, type PendingSignature, waitForSignature } from 'viem-passkey-account'
import { approveActivity } from 'viem-passkey-account/actions'
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { openAccountPair } from '../account/openAccountPair.js'
import { fixChance, restoreChance } from './fixChance.js'
import { offlineClient } from './offlineClient.js'

const { account, client, close, local, signer, signWithBoth, wallet } = await openAccountPair(`0x${'32'.repeat(32)}`)
afterAll(close)
beforeEach(fixChance)
afterEach(restoreChance)

const url = 'https://shop.test/report'
const payTo = '0x000000000000000000000000000000000000beef'
const asset = '0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913'
const offer = {
  scheme: 'exact',
  network: 'eip155:8453',
  asset,
  amount: '10000',
  payTo,
  maxTimeoutSeconds: 60,
  extra: { name: 'USD Coin', version: '2' },
} as const
const required = (accepts: object): PaymentRequired => ({
  x402Version: 2,
  resource: { url, description: 'A report', mimeType: 'application/json' },
  accepts: [{ ...offer, ...accepts }],
})
const payerOf = (account: LocalAccount) => new x402Client().register('eip155:*', new ExactEvmScheme(account))

test.each([
  ['EIP-3009', {}],
  ['Permit2', { extra: { ...offer.extra, assetTransferMethod: 'permit2' } }],
])('a payment by %s', async (_, accepts) => {
  const payload = await signWithBoth((account) => payerOf(account).createPaymentPayload(required(accepts)))
  expect(payload).toMatchObject({ payload: { signature: expect.stringMatching(/^0x[0-9a-f]{130}$/) } })
})

test('a payment of the account as a signer with a public client', async () => {
  await signWithBoth((account) =>
    new x402Client()
      .register('eip155:8453', new ExactEvmScheme(toClientEvmSigner(account, offlineClient())))
      .createPaymentPayload(required({})),
  )
})

/** A shop that wants a payment, and answers with it. */
const shopOf =
  (header: string, toBill: () => Response): typeof fetch =>
  async (input, init) => {
    const payment = new Request(input, init).headers.get(header)
    return payment === null ? toBill() : new Response(payment)
  }
const shop = shopOf('PAYMENT-SIGNATURE', () => {
  const headers = { 'PAYMENT-REQUIRED': encodePaymentRequiredHeader(required({})) }
  return new Response(null, { status: 402, headers })
})
const { amount, ...offerOfVersion1 } = { ...offer, network: 'base', maxAmountRequired: offer.amount }
const shopOfVersion1 = shopOf('X-PAYMENT', () => {
  const accepts = [{ ...offerOfVersion1, resource: url, description: 'A report', mimeType: 'application/json' }]
  return Response.json({ x402Version: 1, error: '', accepts }, { status: 402 })
})

test.each([
  ['2', shop],
  ['1', shopOfVersion1],
])('fetch pays by version %s', async (_, fetchFn) => {
  const paid = await signWithBoth(async (account) => {
    const payer = payerOf(account).registerV1('base', new ExactEvmSchemeV1(account))
    return (await wrapFetchWithPayment(fetchFn, payer)(url)).text()
  })
  expect(atob(paid)).toMatch(/"signature":"0x[0-9a-f]{130}"/)
})

test('what waits for approval is not lost, although fetch keeps only the text of the error', async () => {
  const waiting: PendingSignature[] = []
  const { organizationId } = wallet
  const payer = createPasskeyAccount({
    client,
    organizationId,
    address: account.address,
    onPending: (pending) => void waiting.push(pending),
  })
  signer.addFault({ kind: 'consensus' })
  const paying = wrapFetchWithPayment(shop, payerOf(payer))(url)
  const error = await paying.catch((error: unknown) => error)
  expect(error).toMatchObject({ message: expect.stringContaining('Failed to create payment payload') })
  expect(error).not.toHaveProperty('cause')

  const [pending = expect.fail('nothing is pending')] = waiting
  await approveActivity(client, { organizationId, fingerprint: pending.fingerprint })
  const { payload } = await payerOf(local).createPaymentPayload(required({}))
  expect(await waitForSignature(account, { pending })).toBe(payload.signature)
})
