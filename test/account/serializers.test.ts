import {
  type Chain,
  createWalletClient,
  custom,
  type Hex,
  keccak256,
  type LocalAccount,
  numberToHex,
  type SerializeTransactionFn,
  serializeTransaction,
  type TransactionSerializable,
} from 'viem'
import { serializeTransaction as serializeForCelo } from 'viem/celo'
import { celo, optimism, zksync } from 'viem/chains'
import { serializeTransaction as serializeForOptimism } from 'viem/op-stack'
import { eip712WalletActions, serializeTransaction as serializeForZksync } from 'viem/zksync'
import { ChainIdMissingError, TransactionNotSignableError } from 'viem-passkey-account'
import { afterAll, describe, expect, test } from 'vitest'
import { openAccountPair } from './openAccountPair.js'

const bodies: string[] = []
const { account, local, signWithBoth, prompts, close } = await openAccountPair(
  '0x2a871d0798f97d79848a013d4936a73bf4cc922c825d33c1cf7073dff6d409c6',
  {
    wrap: (fetchFn) => async (request) => {
      bodies.push(await request.clone().text())
      return fetchFn(request)
    },
  },
)
afterAll(close)

const to: Hex = '0x70997970c51812dc3a010c7d01b50e0d17dc79c8'
const usd = '0x765DE816845861e75A25fCA122bb6898B8B1282a'
const fees = { maxFeePerGas: 30_000_000_000n, maxPriorityFeePerGas: 1_000_000_000n }

/** A chain that answers nothing but its id. */
function transportOf(chain: Chain): ReturnType<typeof custom> {
  return custom({
    async request({ method }) {
      if (method !== 'eth_chainId') throw new Error(`${method} is not for this test.`)
      return numberToHex(chain.id)
    },
  })
}

/** What the signer was last asked. */
function lastAsked(): { type: string; parameters: Record<string, unknown> } {
  return JSON.parse(bodies.at(-1) ?? '{}')
}

describe('Celo, whose own type (CIP-64) the signing API cannot parse', () => {
  const serializer = serializeForCelo
  const transactions = {
    'with a fee currency': { chainId: celo.id, type: 'cip64', to, feeCurrency: usd, ...fees, nonce: 1, value: 1n },
    'without a nonce and with data': { chainId: celo.id, type: 'cip64', to, feeCurrency: usd, ...fees, data: '0x12' },
  } as const

  test.each(Object.entries(transactions))('%s: is signed by its hash', async (_, transaction) => {
    const signed = await signWithBoth((account) => account.signTransaction(transaction, { serializer }))
    expect(signed).toMatch(/^0x7b/)
    expect(lastAsked()).toMatchObject({
      type: 'ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2',
      parameters: { payload: keccak256(serializer(transaction)), encoding: 'PAYLOAD_ENCODING_HEXADECIMAL' },
    })
  })

  test('through a wallet client of the chain', async () => {
    const sign = (account: LocalAccount): Promise<Hex> =>
      createWalletClient({ account, chain: celo, transport: transportOf(celo) }).signTransaction({
        to,
        feeCurrency: usd,
        ...fees,
        nonce: 0,
        gas: 100_000n,
      })
    expect(await signWithBoth(sign)).toMatch(/^0x7b/)
  })

  test('another type is sent as a transaction', async () => {
    const transaction = { chainId: celo.id, to, ...fees } as const
    await signWithBoth((account) => account.signTransaction(transaction, { serializer }))
    expect(lastAsked().type).toBe('ACTIVITY_TYPE_SIGN_TRANSACTION_V2')
  })
})

describe('ZKsync', () => {
  const paymaster = '0xFD9aE5ebB0F6656f4b77a0E99dCbc5138d54b0BA'
  const request = {
    to,
    ...fees,
    gas: 1_000_000n,
    gasPerPubdata: 50_000n,
    nonce: 0,
    paymaster,
    paymasterInput: '0x12',
  } as const

  test("through viem's own actions", async () => {
    const sign = (account: LocalAccount): Promise<Hex> =>
      createWalletClient({ account, chain: zksync, transport: transportOf(zksync) })
        .extend(eip712WalletActions())
        .signTransaction({ ...request, type: 'eip712' })
    expect(await signWithBoth(sign)).toMatch(/^0x71/)
    expect(lastAsked()).toMatchObject({ parameters: { encoding: 'PAYLOAD_ENCODING_EIP712' } })
  })

  test('its own type cannot be signed as a transaction', async () => {
    const before = prompts()
    const transaction = { ...request, type: 'eip712', chainId: zksync.id, from: account.address } as const
    const serializer = serializeForZksync as SerializeTransactionFn<TransactionSerializable>
    const signing = account.signTransaction(transaction as unknown as TransactionSerializable, { serializer })
    await expect(signing).rejects.toMatchObject({ name: 'TransactionNotSignableError', type: 'eip712' })
    expect(prompts()).toBe(before)
  })

  test('other types are signed as on every chain', async () => {
    const serializer = serializeForZksync
    await signWithBoth((account) => account.signTransaction({ chainId: zksync.id, to, ...fees }, { serializer }))
    expect(lastAsked().type).toBe('ACTIVITY_TYPE_SIGN_TRANSACTION_V2')
  })
})

describe('OP Stack', () => {
  const deposit = { type: 'deposit', sourceHash: keccak256('0x01'), from: to, to, gas: 21_000n } as const
  const serializer = serializeForOptimism as SerializeTransactionFn<TransactionSerializable>

  test('a deposit cannot be signed', async () => {
    const before = prompts()
    const transaction = { ...deposit, chainId: optimism.id } as unknown as TransactionSerializable
    const signing = account.signTransaction(transaction, { serializer })
    await expect(signing).rejects.toThrow(TransactionNotSignableError)
    await expect(signing).rejects.toMatchObject({ type: 'deposit' })
    // Nothing but the deposit's own serializer knows that it needs no chain.
    const without = account.signTransaction(deposit as unknown as TransactionSerializable, { serializer })
    await expect(without).rejects.toThrow(ChainIdMissingError)
    expect(prompts()).toBe(before)
  })

  test('other types are signed as on every chain', async () => {
    const transaction = { chainId: optimism.id, to, ...fees } as const
    await signWithBoth((account) => account.signTransaction(transaction, { serializer }))
  })
})

describe("the caller's serializer", () => {
  const transaction = { chainId: 1, to, ...fees, nonce: 7 } as const

  test('may be asynchronous', async () => {
    const serializer: SerializeTransactionFn<TransactionSerializable> = async (transaction, signature) => {
      await new Promise((resolve) => setImmediate(resolve))
      return serializeTransaction(transaction, signature)
    }
    const signed = await signWithBoth((account) => account.signTransaction(transaction, { serializer }))
    expect(signed).toBe(await local.signTransaction(transaction))
  })

  test('may be asynchronous for a type that is signed by its hash', async () => {
    const serializer: SerializeTransactionFn<TransactionSerializable> = async (transaction, signature) => {
      const serialized = serializeTransaction(transaction, signature)
      return `0x7a${serialized.slice(4)}`
    }
    expect(await signWithBoth((account) => account.signTransaction(transaction, { serializer }))).toMatch(/^0x7a/)
  })

  test('makes what is signed and what is returned from every field of the transaction', async () => {
    const marked = { ...transaction, mark: 'mine' }
    const seen: unknown[] = []
    const serializer: SerializeTransactionFn<TransactionSerializable> = (transaction, signature) => {
      seen.push(transaction)
      const serialized = serializeTransaction({ ...transaction, data: '0xabcd' } as TransactionSerializable, signature)
      return serialized
    }
    const signed = await signWithBoth((account) => account.signTransaction(marked, { serializer }))
    expect(seen.length).toBeGreaterThan(1)
    for (const fields of seen) expect(fields).toEqual(marked)
    expect(signed).toBe(await local.signTransaction({ ...transaction, data: '0xabcd' }))
  })

  test.each([
    [
      'throws',
      () => {
        throw new RangeError('not this one')
      },
    ],
    [
      'rejects',
      async () => {
        throw new RangeError('not this one')
      },
    ],
  ] as [string, SerializeTransactionFn<TransactionSerializable>][])(
    'nobody is prompted when it %s',
    async (_, serializer) => {
      const before = prompts()
      await expect(account.signTransaction(transaction, { serializer })).rejects.toThrow(new RangeError('not this one'))
      expect(prompts()).toBe(before)
    },
  )
})

test.each([
  ['that the signer reads', undefined],
  ['that goes as a hash', ((...all) => `0x7a${serializeTransaction(...all).slice(4)}`) as typeof serializeTransaction],
])('a transaction %s is signed as it was passed', async (_, serializer) => {
  const options = serializer ? { serializer: serializer as SerializeTransactionFn<TransactionSerializable> } : {}
  const transaction: TransactionSerializable = { chainId: 1, to, ...fees, nonce: 1, value: 1n }
  const expected = await local.signTransaction({ ...transaction }, options)
  const signing = account.signTransaction(transaction, options)
  // While the user looks at the prompt.
  Object.assign(transaction, { nonce: 2, value: 2n })
  expect(await signing).toBe(expected)
})

test('a blob transaction without a type is signed as one, though viem would sign its sidecars too', async () => {
  const blobs = { maxFeePerBlobGas: 1n, blobVersionedHashes: [`0x01${'ab'.repeat(31)}`] }
  const sidecars = [{ blob: '0x1234', commitment: `0x${'c0'.repeat(48)}`, proof: `0x${'d0'.repeat(48)}` }] as const
  const transaction = { chainId: 1, to, ...fees, ...blobs, sidecars } as TransactionSerializable
  const expected = await local.signTransaction({ ...transaction, type: 'eip4844' } as TransactionSerializable)
  expect(await account.signTransaction(transaction)).toBe(expected)
})

describe('a chain id', () => {
  test.each([
    { to, ...fees },
    { type: 'eip1559', to },
    { gasPrice: 1n, to },
    { type: 'eip2930', gasPrice: 1n, to },
  ] as TransactionSerializable[])('missing: nobody is asked (%o)', async (transaction) => {
    const before = prompts()
    await expect(account.signTransaction(transaction)).rejects.toThrow(ChainIdMissingError)
    expect(prompts()).toBe(before)
  })
})

test('EIP-4844: the signed form has no sidecars, in every form that is returned', async () => {
  const blob = {
    chainId: 1,
    type: 'eip4844',
    to,
    ...fees,
    maxFeePerBlobGas: 1n,
    blobVersionedHashes: [`0x01${'ab'.repeat(31)}`],
  } as const
  const sidecars = [{ blob: '0x1234', commitment: `0x${'c0'.repeat(48)}`, proof: `0x${'d0'.repeat(48)}` }] as const
  const network = await signWithBoth((account) => account.signTransaction({ ...blob, sidecars }))
  const plain = await signWithBoth((account) => account.signTransaction({ ...blob, sidecars: false }))
  expect(network.length).toBeGreaterThan(plain.length)
  expect(lastAsked().parameters).toMatchObject({
    unsignedTransaction: serializeTransaction({ ...blob, sidecars: false }).slice(2),
  })
})
