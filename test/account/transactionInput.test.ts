import {
  type Hex,
  parseTransaction,
  recoverTransactionAddress,
  type SerializeTransactionFn,
  serializeTransaction,
  type TransactionSerializable,
  type TransactionSerialized,
  toHex,
} from 'viem'
import { InvalidParameterError, type SignItem, signMany, TransactionNotSignableError } from 'viem-passkey-account'
import { afterAll, describe, expect, test } from 'vitest'
import { openAccountPair } from './openAccountPair.js'

const { account, local, signWithBoth, prompts, close } = await openAccountPair(
  '0x5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a',
)
afterAll(close)

const to: Hex = '0x70997970c51812dc3a010c7d01b50e0d17dc79c8'
const stranger = '0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC'
const fees = { maxFeePerGas: 30n, maxPriorityFeePerGas: 1n }
const base = { chainId: 1, to, nonce: 7, ...fees } as const
const accessList = [{ address: to, storageKeys: [`0x${'01'.repeat(32)}`] }] as const
const authorization = await local.signAuthorization({ address: to, chainId: 1, nonce: 0 })

const asSerializer = (serializer: (...all: never[]) => unknown) =>
  serializer as unknown as SerializeTransactionFn<TransactionSerializable>
/** A type that the signing API does not read: it is signed as its hash. */
const opaque = asSerializer((transaction: TransactionSerializable, signature?: never) => {
  const serialized = serializeTransaction(transaction, signature)
  return `0x7a${serialized.slice(4)}`
})
/** As ethers 5 has integers. */
const bigNumber = (value: number) =>
  Object.assign(Object.create({ toString: () => String(value) }), { _hex: toHex(value) })
const asTransaction = (fields: object): TransactionSerializable => fields as TransactionSerializable

/** Every way in which an account signs a transaction. */
const ways: Record<string, (transaction: TransactionSerializable) => Promise<Hex>> = {
  signTransaction: (transaction) => account.signTransaction(transaction),
  signMany: async (transaction) => (await signMany(account, { items: [{ transaction }] }))[0],
  'signTransaction of an opaque type': (transaction) => account.signTransaction(transaction, { serializer: opaque }),
  'signMany of an opaque type': async (transaction) =>
    (await signMany(account, { items: [{ transaction, serializer: opaque }] }))[0],
}
const expected = async (way: string, transaction: TransactionSerializable): Promise<Hex> =>
  local.signTransaction(transaction, way.includes('opaque') ? { serializer: opaque } : {})

describe.each(Object.entries(ways))('%s', (way, sign) => {
  test('drops the signature of an earlier form of the transaction', async () => {
    const earlier = parseTransaction(await local.signTransaction({ ...base, type: 'eip1559' }))
    const again = { ...earlier, v: 27n, maxFeePerGas: 60n } as TransactionSerializable
    const { r, s, v, yParity, ...bare } = again
    expect([r, s, v, yParity]).not.toContain(undefined)
    expect(await sign(again)).toBe(await expected(way, bare as TransactionSerializable))
  })

  test('signs what was passed, even if it is changed while the prompt is open', async () => {
    const list = [{ address: to, storageKeys: [`0x${'01'.repeat(32)}` as Hex] }]
    const transaction = asTransaction({ ...base, accessList: list })
    const unchanged = await expected(way, structuredClone(transaction))
    const signing = sign(transaction)
    list[0]?.storageKeys.push(`0x${'02'.repeat(32)}`)
    list.push({ address: stranger, storageKeys: [] })
    Object.assign(transaction, { value: 5n, to: stranger })
    expect(await signing).toBe(unchanged)
  })

  test('signs the authorization list that was passed, even if it is changed while the prompt is open', async () => {
    const authorizationList = [{ ...authorization }]
    const transaction = asTransaction({ ...base, type: 'eip7702', authorizationList })
    const unchanged = await expected(way, structuredClone(transaction))
    const signing = sign(transaction)
    Object.assign(authorizationList[0] ?? {}, { address: stranger })
    authorizationList.length = 0
    expect(await signing).toBe(unchanged)
  })

  test('reads the getters of a class, each once', async () => {
    const reads: string[] = []
    class Transaction {
      readonly chainId = 1
      readonly type = 'eip1559'
      get to(): Hex {
        reads.push('to')
        return to
      }
      get maxFeePerGas(): bigint {
        reads.push('maxFeePerGas')
        return 30n
      }
    }
    const plain = { chainId: 1, type: 'eip1559', to, maxFeePerGas: 30n } as const
    expect(await sign(new Transaction())).toBe(await expected(way, plain))
    expect(reads.sort()).toEqual(['maxFeePerGas', 'to'])
  })
})

/** As a model class has fields. */
class Authorization {
  get address() {
    return authorization.address
  }
  get chainId() {
    return authorization.chainId
  }
  get nonce() {
    return authorization.nonce
  }
  get r() {
    return authorization.r
  }
  get s() {
    return authorization.s
  }
  get yParity() {
    return authorization.yParity
  }
}

describe('signed as viem signs it', () => {
  const transactions: Record<string, TransactionSerializable> = {
    'fees of another type that are null, as ethers has them': asTransaction({
      chainId: 1,
      to,
      gasPrice: 1n,
      maxFeePerGas: null,
    }),
    'a price that is null': asTransaction({ chainId: 1, to, gasPrice: null }),
    'a blob fee that is null': asTransaction({
      ...base,
      type: 'eip1559',
      maxFeePerBlobGas: null,
    }),
    'a chain id beyond 2^53, as a bigint': asTransaction({ ...base, chainId: 2n ** 60n }),
    'quantities as text': asTransaction({ ...base, nonce: '0x5', gas: '21000', value: '0x10' }),
    'the largest gas': asTransaction({ ...base, gas: 2n ** 64n - 1n }),
    'the largest value': asTransaction({ ...base, value: 2n ** 256n - 1n }),
    'a tip of zero without a fee': asTransaction({ chainId: 1, to, maxPriorityFeePerGas: 0n, type: 'eip1559' }),
    'blobs and sidecars that are undefined': asTransaction({ ...base, blobs: undefined, sidecars: undefined }),
    'a legacy transaction with blobs that are undefined': asTransaction({
      chainId: 1,
      to,
      gasPrice: 1n,
      blobs: undefined,
    }),
    'quantities as BigNumbers': asTransaction({
      ...base,
      nonce: bigNumber(7),
      gas: bigNumber(21_000),
      value: bigNumber(1),
    }),
    'quantities as booleans': asTransaction({ ...base, nonce: false, value: true }),
    'an authorization with `v` alone': asTransaction({
      ...base,
      authorizationList: [{ ...authorization, yParity: undefined, chainId: 1n }],
    }),
    'no recipient': asTransaction({ chainId: 1, ...fees, data: '0x6000' }),
    'what getTransaction returns': asTransaction({
      ...base,
      blockHash: `0x${'01'.repeat(32)}`,
      from: stranger,
      hash: `0x${'02'.repeat(32)}`,
      input: '0x',
      typeHex: '0x2',
      type: 'eip1559',
      accessList,
    }),
  }
  test.each(Object.entries(transactions))('%s', async (_, transaction) => {
    await signWithBoth((account) => account.signTransaction(transaction))
  })

  test('a legacy transaction of a chain beyond 2^53, which viem cannot sign', async () => {
    const signed = await account.signTransaction(
      asTransaction({ type: 'legacy', chainId: 2n ** 60n, to, gasPrice: 1n }),
    )
    const serializedTransaction = signed as TransactionSerialized
    expect(await recoverTransactionAddress({ serializedTransaction }).catch(() => account.address)).toBe(
      account.address,
    )
  })

  test.each([2n ** 255n, 2n ** 256n - 1n])('a legacy transaction of chain %s', async (chainId) => {
    const signed = await account.signTransaction(asTransaction({ type: 'legacy', chainId, to, gasPrice: 1n }))
    expect(signed).toContain((2n * chainId + 35n).toString(16).slice(0, -1))
  })

  test('an authorization that is a class instance, whose signature viem leaves out', async () => {
    const signed = await account.signTransaction(asTransaction({ ...base, authorizationList: [new Authorization()] }))
    expect(signed).toBe(await local.signTransaction(asTransaction({ ...base, authorizationList: [authorization] })))
  })

  test('zero as a BigNumber, which viem serializes as a byte', async () => {
    const signed = await account.signTransaction(asTransaction({ ...base, value: bigNumber(0) }))
    expect(signed).toBe(await local.signTransaction({ ...base, value: 0n }))
  })

  test('blobs without a type, whose sidecars viem signs too', async () => {
    const hash: Hex = `0x01${'ab'.repeat(31)}`
    const sidecars = [{ blob: '0x01', commitment: '0x02', proof: '0x03' }] as const
    const blob = { ...base, blobVersionedHashes: [hash], maxFeePerBlobGas: 1n, sidecars }
    const signed = await account.signTransaction(asTransaction(blob))
    expect(signed).toBe(await local.signTransaction(asTransaction({ ...blob, type: 'eip4844' })))
  })

  test('a transaction of 200 kB', async () => {
    const data: Hex = `0x${'ab'.repeat(200_000)}`
    await signWithBoth((account) => account.signTransaction({ ...base, data }))
  })
})

describe('an invalid field is refused by its path, before any prompt', () => {
  const blob = { ...base, type: 'eip4844', maxFeePerBlobGas: 1n, blobVersionedHashes: [`0x01${'ab'.repeat(31)}`] }
  const delegate = { ...base, type: 'eip7702', authorizationList: [authorization] }
  const { r, s, v, yParity, ...unsignedAuthorization } = authorization
  const cases: Record<string, [fields: object, parameter: string]> = {
    'a tip without a fee': [{ chainId: 1, to, maxPriorityFeePerGas: 1n }, 'transaction.maxFeePerGas'],
    'a tip above the fee, as numbers': [
      { chainId: 1, to, maxFeePerGas: 1, maxPriorityFeePerGas: 2 },
      'transaction.maxFeePerGas',
    ],
    'a tip above the fee, as text': [
      { ...base, maxFeePerGas: '0x1', maxPriorityFeePerGas: '0x2' },
      'transaction.maxFeePerGas',
    ],
    'a chain id beyond 2^53, as a number': [{ ...base, chainId: 2 ** 53 }, 'transaction.chainId'],
    'gas of 2^64': [{ ...base, gas: 2n ** 64n }, 'transaction.gas'],
    'a value of 2^256': [{ ...base, value: 2n ** 256n }, 'transaction.value'],
    'a value below zero': [{ ...base, value: -1n }, 'transaction.value'],
    'a fraction': [{ ...base, value: 1.5 }, 'transaction.value'],
    'a rounded number': [{ ...base, value: 2 ** 60 }, 'transaction.value'],
    'text that is no number': [{ ...base, gas: '21k' }, 'transaction.gas'],
    'an object for a quantity': [{ ...base, gas: {} }, 'transaction.gas'],
    'a nonce of 2^64': [{ ...base, nonce: 2n ** 64n }, 'transaction.nonce'],
    'a nonce of "0x0"': [{ ...base, nonce: '0x0' }, 'transaction.nonce'],
    'a value of "0x00"': [{ ...base, value: '0x00' }, 'transaction.value'],
    'blobs without hashes': [{ ...blob, blobVersionedHashes: undefined }, 'transaction.blobVersionedHashes'],
    'a blob fee alone': [{ ...base, maxFeePerBlobGas: 1n }, 'transaction.blobVersionedHashes'],
    'sidecars alone': [{ ...base, sidecars: [] }, 'transaction.blobVersionedHashes'],
    'no blobs': [{ ...blob, blobVersionedHashes: undefined, blobs: [] }, 'transaction.blobVersionedHashes'],
    'blobs without a recipient': [{ ...blob, to: undefined }, 'transaction.to'],
    'a delegation without a recipient': [{ ...delegate, to: null }, 'transaction.to'],
    'a delegation without authorizations': [{ ...delegate, authorizationList: [] }, 'transaction.authorizationList'],
    'an authorization that is not signed': [
      { ...delegate, authorizationList: [authorization, unsignedAuthorization] },
      'transaction.authorizationList[1]',
    ],
    'a list for data': [{ ...base, data: [] }, 'transaction.data'],
    'a list with hex for data': [{ ...base, data: ['0x01'] }, 'transaction.data'],
    'numbers of 16 bits for data': [{ ...base, data: Uint16Array.of(104, 300) }, 'transaction.data'],
    'an object with numbers for data': [{ ...base, data: { length: 1, 0: 104 } }, 'transaction.data'],
    'an authorization with a function for its nonce': [
      {
        ...delegate,
        authorizationList: [{ ...authorization, nonce: Object.assign(() => 5, { toString: () => '5' }) }],
      },
      'transaction.authorizationList[0].nonce',
    ],
    'an authorization with a bigint in its signature': [
      { ...delegate, authorizationList: [{ ...authorization, r: 5n }] },
      'transaction.authorizationList[0]',
    ],
    'an authorization without a parity': [
      { ...delegate, authorizationList: [{ ...authorization, v: undefined, yParity: undefined }] },
      'transaction.authorizationList[0]',
    ],
    'an authorization with a parity of "0x0"': [
      { ...delegate, authorizationList: [{ ...authorization, yParity: '0x0' }] },
      'transaction.authorizationList[0]',
    ],
    'an authorization with a BigNumber, which viem serializes as nothing': [
      { ...delegate, authorizationList: [{ ...authorization, nonce: bigNumber(5) }] },
      'transaction.authorizationList[0].nonce',
    ],
    'an authorization with a nonce of "0x0"': [
      { ...delegate, authorizationList: [{ ...authorization, nonce: '0x0' }] },
      'transaction.authorizationList[0].nonce',
    ],
  }
  test.each(Object.entries(cases))('%s', async (_, [fields, parameter]) => {
    const before = prompts()
    for (const sign of [ways.signTransaction, ways.signMany]) {
      const error = await sign?.(asTransaction(fields)).catch((error: unknown) => error)
      expect(error).toBeInstanceOf(InvalidParameterError)
      expect(error).toMatchObject({ parameter })
    }
    expect(prompts()).toBe(before)
  })
})

test.each([undefined, null, 5, 'transaction'])(
  'refuses to sign %j, which is not a transaction',
  async (transaction) => {
    const before = prompts()
    for (const sign of [ways.signTransaction, ways.signMany])
      await expect(sign?.(transaction as never)).rejects.toMatchObject({
        name: 'InvalidParameterError',
        parameter: 'transaction',
      })
    expect(prompts()).toBe(before)
  },
)

test.each([[undefined], [null], ['text'], [{}], [{ typedData: undefined }], [{ authorization: undefined }]])(
  'refuses to sign %j in `signMany`',
  async (item) => {
    const before = prompts()
    await expect(signMany(account, { items: [item as never] })).rejects.toThrow(InvalidParameterError)
    expect(prompts()).toBe(before)
  },
)

test('refuses a hole in the items of `signMany`', async () => {
  const before = prompts()
  const items = new Array<SignItem>(2)
  items[1] = { message: 'hello' }
  await expect(signMany(account, { items })).rejects.toThrow(InvalidParameterError)
  expect(prompts()).toBe(before)
})

describe('an asynchronous serializer', () => {
  /** A fee payer that signs, as Tempo's does: the serializer asks it. */
  function withFeePayer() {
    const asked: (Hex | undefined)[] = []
    const serializer = asSerializer(async (transaction: TransactionSerializable, signature?: { r: Hex }) => {
      asked.push(signature?.r)
      const serialized = serializeTransaction(transaction, signature as never)
      return `0x76${serialized.slice(4)}`
    })
    return { asked, serializer }
  }

  test.each(['signTransaction', 'signMany'])('runs once before the prompt and once after it: %s', async (way) => {
    const { asked, serializer } = withFeePayer()
    const signed =
      way === 'signMany'
        ? (await signMany(account, { items: [{ transaction: base, serializer }] }))[0]
        : await account.signTransaction(base, { serializer })
    expect(asked).toEqual([undefined, expect.any(String)])
    expect(signed).toBe(await local.signTransaction(base, { serializer: withFeePayer().serializer }))
  })

  test('of a type that the signer can parse runs once', async () => {
    let runs = 0
    const serializer = asSerializer(async (...all: Parameters<typeof serializeTransaction>) => {
      runs++
      return serializeTransaction(...all)
    })
    expect(await account.signTransaction(base, { serializer })).toBe(await local.signTransaction(base))
    expect(runs).toBe(1)
  })

  test('that rejects is no unhandled rejection if another item of `signMany` is invalid', async () => {
    const unhandled: unknown[] = []
    const listen = (reason: unknown) => void unhandled.push(reason)
    process.on('unhandledRejection', listen)
    const serializer = asSerializer(async () => {
      throw new Error('no fee payer')
    })
    const items = [{ transaction: base, serializer }, { hash: '0x12' }] as const
    await expect(signMany(account, { items })).rejects.toMatchObject({ parameter: 'hash' })
    await new Promise((resolve) => setImmediate(resolve))
    process.off('unhandledRejection', listen)
    expect(unhandled).toEqual([])
  })

  test('that leaves the signature out throws after the prompt', async () => {
    const serializer = asSerializer(async () => '0x7e01')
    await expect(account.signTransaction(base, { serializer })).rejects.toThrow(TransactionNotSignableError)
  })
})

test('a synchronous serializer that returns another unsigned form afterwards is refused', async () => {
  let runs = 0
  const serializer = asSerializer((transaction: TransactionSerializable, signature?: never) => {
    runs++
    return `0x7a${serializeTransaction({ ...transaction, nonce: runs > 2 ? 8 : 7 } as never, signature).slice(4)}`
  })
  await expect(account.signTransaction(base, { serializer })).rejects.toThrow(TransactionNotSignableError)
})

describe('an authorization', () => {
  test.each([
    ['bigints, as ethers has them', { address: to, chainId: 1n, nonce: 7n }],
    ['hex', { address: to, chainId: '0x1', nonce: '0x7' }],
    ['decimal text', { address: to, chainId: '1', nonce: '7' }],
    ['an object for the address, as text', { address: { toString: () => to }, chainId: 1, nonce: 7 }],
  ])('%s: is normalised', async (_, authorization) => {
    const signed = await account.signAuthorization(authorization as never)
    expect(signed).toEqual(await local.signAuthorization({ address: to, chainId: 1, nonce: 7 }))
    expect((await signMany(account, { items: [{ authorization: authorization as never }] }))[0]).toEqual(signed)
  })

  test.each([
    ['no chain id', { address: to, nonce: 7 }, 'authorization.chainId'],
    ['no nonce', { address: to, chainId: 1 }, 'authorization.nonce'],
    ['a negative nonce', { address: to, chainId: 1, nonce: -1 }, 'authorization.nonce'],
    ['a chain id beyond 2^53', { address: to, chainId: 2n ** 60n, nonce: 7 }, 'authorization.chainId'],
    ['text that is no number', { address: to, chainId: 'one', nonce: 7 }, 'authorization.chainId'],
    ['no address', { chainId: 1, nonce: 7 }, 'authorization.address'],
    ['an address that is too short', { address: '0x12', chainId: 1, nonce: 7 }, 'authorization.address'],
  ])('%s: is refused before any prompt', async (_, authorization, parameter) => {
    const before = prompts()
    await expect(account.signAuthorization(authorization as never)).rejects.toMatchObject({
      name: 'InvalidParameterError',
      parameter,
    })
    expect(prompts()).toBe(before)
  })
})

test.each(['hello', 'hell', '0xzz', '0xz'] as Hex[])('signs %j, which is not hex, as viem does', async (raw) => {
  await signWithBoth((account) => account.signMessage({ message: { raw } }))
})

test('signs a raw message that is a list of bytes, as JSON has them', async () => {
  await signWithBoth((account) => account.signMessage({ message: { raw: [104, 105] } as never }))
})

test('reads a raw message once', async () => {
  const reads: Hex[] = ['0x02', '0x01']
  const message = {
    get raw() {
      return reads.pop() ?? '0x03'
    },
  }
  expect(await account.signMessage({ message })).toBe(await local.signMessage({ message: { raw: '0x01' } }))
})

const notMessages: Record<string, unknown> = {
  undefined: undefined,
  null: null,
  'a number': 5,
  'an empty object': {},
  'a raw number': { raw: 5 },
  'raw `undefined`': { raw: undefined },
  'a DataView': { raw: new DataView(new ArrayBuffer(2)) },
  'numbers of 16 bits': { raw: Uint16Array.of(104, 300) },
  'signed bytes': { raw: Int8Array.of(-1) },
  'a list with a number above 255': { raw: [104, 300] },
  'a list with a fraction': { raw: [1.5] },
  'a list with a hole': { raw: new Array(1) },
  'a list of text': { raw: ['a'] },
}
test.each(Object.entries(notMessages))('refuses to sign %s, which is not a message', async (_name, message) => {
  const before = prompts()
  await expect(account.signMessage({ message } as never)).rejects.toMatchObject({ parameter: 'message' })
  expect(prompts()).toBe(before)
})
