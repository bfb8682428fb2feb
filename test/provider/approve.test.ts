import {
  type AuthorizationRequest,
  type Hex,
  type LocalAccount,
  numberToHex,
  type SerializeTransactionFn,
  serializeTransaction,
  type TransactionSerializable,
  type TypedDataDefinition,
} from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { webAuthnStamper } from 'viem-passkey-account'
import { type ApprovalRequest, createProvider } from 'viem-passkey-account/provider'
import { startAnvil } from 'viem-passkey-account/testing/node'
import { afterAll, describe, expect, test } from 'vitest'
import { createStorage, type OpenProvider, openProvider, withStamper } from './openProvider.js'

const anvil = await startAnvil()
afterAll(anvil.stop)
const { chain, publicClient } = anvil
const privateKey = generatePrivateKey()
/** What viem signs with the same key. */
const local = privateKeyToAccount(privateKey)
const to = '0x000000000000000000000000000000000000bEEF'
const stranger = '0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC'
const word: Hex = `0x${'01'.repeat(32)}`

/** As model classes have values: behind a getter, and not a property that a copy would find. */
function mutable<value>(shown: value, changed: value): { read: () => value; change: () => void } {
  let current = shown
  return {
    read: () => current,
    change: () => {
      current = changed
    },
  }
}

/** An object of a class with one getter for each field, all of which change at once. */
function instance(shown: object, changed: object): { value: object; change: () => void } {
  const source = mutable<object>(shown, changed)
  const getters = Object.keys(shown).map((name) => [
    name,
    { get: () => Reflect.get(source.read(), name), configurable: true },
  ])
  return { value: Object.create(Object.create({}, Object.fromEntries(getters))), change: source.change }
}

/** As ethers 5 has integers, and a library of its own may change them. */
class Quantity {
  #value: bigint
  constructor(value: bigint) {
    this.#value = value
  }
  toString(): string {
    return String(this.#value)
  }
  set(value: bigint): void {
    this.#value = value
  }
}

/** Changes everything that it can reach, except the chain, which is the app's own object. */
function spoil(value: unknown): void {
  if (typeof value !== 'object' || value === null) return
  for (const [name, item] of Object.entries(value)) {
    if (name === 'chain') continue
    spoil(item)
    if (ArrayBuffer.isView(value)) Reflect.set(value, name, 9)
    else if (typeof item === 'bigint') Reflect.set(value, name, item + 1n)
    else if (typeof item === 'number') Reflect.set(value, name, item + 1)
    else if (typeof item === 'string' && /^0x/.test(item)) Reflect.set(value, name, `${item.slice(0, -1)}2`)
    else if (typeof item === 'string') Reflect.set(value, name, `${item}!`)
  }
}

type Case = {
  sign: (account: LocalAccount) => Promise<unknown> | undefined
  /** Changes what was passed. */
  change: () => void
  /** What was passed, as plain data. */
  plain: (account: LocalAccount) => Promise<unknown> | undefined
  /** What the dialog must show. */
  shown: object
}

const transaction = {
  type: 'eip1559',
  chainId: chain.id,
  to,
  value: 1n,
  gas: 21_000n,
  nonce: 3,
  maxFeePerGas: 7n,
  maxPriorityFeePerGas: 1n,
} as const
/** A case whose transaction differs from the usual one in `fields`. */
function transactionCase(
  fields: object,
  change: () => void,
  plain: object,
  { serializer, shown = plain }: { serializer?: SerializeTransactionFn; shown?: object } = {},
): Case {
  const signWith = (more: object) => (account: LocalAccount) =>
    account.signTransaction({ ...transaction, ...more } as TransactionSerializable, serializer && { serializer })
  return { sign: signWith(fields), change, plain: signWith(plain), shown: { transaction: shown } }
}
function typedDataCase(typedData: object, change: () => void, plain: object): Case {
  const signWith = (typedData: object) => (account: LocalAccount) =>
    account.signTypedData(typedData as TypedDataDefinition)
  return { sign: signWith(typedData), change, plain: signWith(plain), shown: { typedData: plain } }
}

const types = {
  Mail: [
    { name: 'from', type: 'Person' },
    { name: 'others', type: 'Person[]' },
    { name: 'amount', type: 'uint256' },
  ],
  Person: [{ name: 'name', type: 'string' }],
} as const
const mail = { from: { name: 'Ann' }, others: [{ name: 'Bob' }], amount: 5n }
const letter = { domain: { name: 'Post', chainId: 1 }, types, primaryType: 'Mail', message: mail } as const
const note = (value: unknown, type = 'string') => ({
  types: { Note: [{ name: 'value', type }] },
  primaryType: 'Note',
  message: { value },
})
const authorization = await local.signAuthorization({ address: to, chainId: chain.id, nonce: 1 })
const parity = { v: undefined, yParity: authorization.yParity }
/** A type that only a serializer of its own knows. */
const opaque = ((transaction: TransactionSerializable, signature?: never) =>
  `0x7a${serializeTransaction(transaction, signature).slice(4)}`) as unknown as SerializeTransactionFn

const cases: Record<string, () => Case> = {
  'a message of a class': () => {
    const { value, change } = instance({ raw: '0xff' }, { raw: '0xee' })
    const sign = (message: object) => (account: LocalAccount) => account.signMessage({ message: message as never })
    return { sign: sign(value), change, plain: sign({ raw: '0xff' }), shown: { message: { raw: '0xff' } } }
  },
  'the bytes of a message of a class': () => {
    const bytes = Uint8Array.of(1, 2)
    const { value } = instance({ raw: bytes }, {})
    const sign = (message: object) => (account: LocalAccount) => account.signMessage({ message: message as never })
    return {
      sign: sign(value),
      change: () => void bytes.fill(9),
      plain: sign({ raw: '0x0102' }),
      shown: { message: { raw: '0x0102' } },
    }
  },
  'a message of typed data of a class': () => {
    const { value, change } = instance(mail, { ...mail, amount: 6n })
    return typedDataCase({ ...letter, message: value }, change, letter)
  },
  'a struct of a class': () => {
    const { value, change } = instance({ name: 'Ann' }, { name: 'Eve' })
    return typedDataCase({ ...letter, message: { ...mail, from: value } }, change, letter)
  },
  'a struct of a class in a list': () => {
    const { value, change } = instance({ name: 'Bob' }, { name: 'Eve' })
    return typedDataCase({ ...letter, message: { ...mail, others: [value] } }, change, letter)
  },
  'a domain of a class': () => {
    const { value, change } = instance(letter.domain, { ...letter.domain, chainId: 2 })
    return typedDataCase({ ...letter, domain: value }, change, letter)
  },
  'types of a class': () => {
    const { value, change } = instance(types, { ...types, Person: [{ name: 'name', type: 'bytes' }] })
    // A copy spreads what it can enumerate.
    const listed = Object.defineProperties(value, Object.getOwnPropertyDescriptors(Object.getPrototypeOf(value)))
    for (const name of Object.keys(types))
      Object.defineProperty(listed, name, { ...Object.getOwnPropertyDescriptor(listed, name), enumerable: true })
    return typedDataCase({ ...letter, types: listed }, change, letter)
  },
  'typed data of a class': () => {
    const { value, change } = instance(letter, { ...letter, message: { ...mail, amount: 6n } })
    return typedDataCase(value, change, letter)
  },
  'an integer of a class in typed data': () => {
    const amount = new Quantity(5n)
    return typedDataCase({ ...letter, message: { ...mail, amount } }, () => amount.set(6n), letter)
  },
  'bytes of a class in a string field': () => {
    const { value, change } = instance({ length: 1, 0: 97 }, { length: 1, 0: 98 })
    return { ...typedDataCase(note(value), change, note(Uint8Array.of(97))), shown: {} }
  },
  'a domain alone': () => {
    const { value, change } = instance(letter.domain, { ...letter.domain, chainId: 2 })
    const typedData = { ...letter, primaryType: 'EIP712Domain', message: {} }
    const { shown, ...rest } = typedDataCase({ ...typedData, domain: value }, change, typedData)
    return { ...rest, shown: { ...shown, typedData: { domain: letter.domain, message: {} } } }
  },
  'an authorization of a class': () => {
    const shown = { address: to, chainId: 5, nonce: 1 } as const
    const { value, change } = instance(shown, { ...shown, address: stranger, nonce: 2 })
    const sign = (given: object) => (account: LocalAccount) =>
      account.signAuthorization?.(given as AuthorizationRequest)
    return { sign: sign(value), change, plain: sign(shown), shown: { authorization: shown, chain: { id: 5 } } }
  },
  'a nonce of a class in an authorization': () => {
    const nonce = new Quantity(1n)
    const shown = { address: to, chainId: 5, nonce: 1 } as const
    const sign = (given: object) => (account: LocalAccount) =>
      account.signAuthorization?.(given as AuthorizationRequest)
    return {
      sign: sign({ contractAddress: to, chainId: 5, nonce }),
      change: () => nonce.set(2n),
      plain: sign(shown),
      shown: { authorization: shown },
    }
  },
  'quantities of a class': () => {
    const [value, gas, nonce, chainId] = [1n, 21_000n, 3n, BigInt(chain.id)].map((value) => new Quantity(value))
    const fields = { value, gas, nonce, chainId }
    const change = () => {
      for (const quantity of Object.values(fields)) quantity?.set(9n)
    }
    return transactionCase(
      fields,
      change,
      {},
      { shown: { value: 1n, gas: 21_000n, nonce: 3n, chainId: BigInt(chain.id) } },
    )
  },
  'a quantity that is a function': () => {
    const { read, change } = mutable('1', '9')
    const value = Object.assign(() => undefined, { toString: read })
    return transactionCase({ value }, change, { value: 1n })
  },
  'an entry of a class in an access list': () => {
    const entry = { address: to, storageKeys: [word] }
    const { value, change } = instance(entry, { address: stranger, storageKeys: [] })
    return transactionCase({ accessList: [value] }, change, { accessList: [entry] })
  },
  'an authorization of a class in a transaction': () => {
    const { value, change } = instance(
      { ...authorization, ...parity },
      { ...authorization, ...parity, address: stranger },
    )
    const { address, chainId, nonce, r, s } = authorization
    const plain = { authorizationList: [{ address, chainId, nonce, r, s, ...parity }] }
    return transactionCase({ type: 'eip7702', authorizationList: [value] }, change, { type: 'eip7702', ...plain })
  },
  'KZG bindings that decide about the hashes of blobs': () => {
    const commitment = mutable(1, 2)
    const kzg = {
      blobToKzgCommitment: () => new Uint8Array(48).fill(commitment.read()),
      computeBlobKzgProof: () => new Uint8Array(48),
    }
    const fixed = { ...kzg, blobToKzgCommitment: () => new Uint8Array(48).fill(1) }
    const fields = { type: 'eip4844', blobs: ['0x01'], maxFeePerBlobGas: 1n, sidecars: false }
    const shown = { blobVersionedHashes: [expect.stringMatching(/^0x01[\da-f]{62}$/)] }
    return transactionCase({ ...fields, kzg }, commitment.change, { ...fields, kzg: fixed }, { shown })
  },
  'a quantity of a class for a serializer of its own': () => {
    const value = new Quantity(1n)
    return transactionCase({ value }, () => value.set(9n), {}, { serializer: opaque, shown: { value: 1n } })
  },
}

async function connect(approve: (request: ApprovalRequest) => void): Promise<OpenProvider> {
  const opened = await openProvider(anvil, { privateKey, approve: async (request) => approve(request) })
  await opened.send('eth_requestAccounts')
  return opened
}

test.each(Object.entries(cases))('%s is signed as it was when the dialog opened', async (_, create) => {
  const { sign, change, plain, shown } = create()
  let seen: ApprovalRequest | undefined
  const { provider } = await connect((request) => {
    change()
    seen = request
  })
  expect(await sign(provider.getAccount())).toEqual(await plain(local))
  expect(seen).toMatchObject(shown)
})

test('another serializer that comes while the dialog is open is not used', async () => {
  const options: { serializer?: SerializeTransactionFn } = {}
  const { provider } = await connect(() => {
    options.serializer = opaque
  })
  const signed = await provider.getAccount().signTransaction(transaction, options)
  expect(signed).toBe(await local.signTransaction(transaction))
})

const everything: Record<string, (account: LocalAccount) => Promise<unknown> | undefined> = {
  hash: (account) => account.sign?.({ hash: word }),
  text: (account) => account.signMessage({ message: 'hi' }),
  bytes: (account) => account.signMessage({ message: { raw: Uint8Array.of(255) } }),
  'typed data': (account) => account.signTypedData(letter),
  'bytes in typed data': (account) => account.signTypedData(note(Uint8Array.of(1), 'bytes') as never),
  authorization: (account) => account.signAuthorization?.({ contractAddress: to, chainId: 5, nonce: 1 }),
  transaction: (account) =>
    account.signTransaction({
      ...transaction,
      type: 'eip7702',
      data: '0x0102',
      accessList: [{ address: to, storageKeys: [word] }],
      authorizationList: [authorization],
    }),
  'transaction with its own serializer': (account) => account.signTransaction(transaction, { serializer: opaque }),
}
test.each(Object.entries(everything))('%s: the dialog cannot change what is signed', async (_, sign) => {
  const { provider } = await connect(spoil)
  expect(await sign(provider.getAccount())).toEqual(await sign(local))
})

test("an account of viem's own signs what the dialog shows, too", async () => {
  const provider = createProvider({
    chains: [chain],
    connect: async () => ({ accounts: [local] }),
    approve: async (request) => spoil(request),
    storage: createStorage(),
  })
  await provider.request({ method: 'eth_requestAccounts' })
  for (const sign of Object.values(everything)) expect(await sign(provider.getAccount())).toEqual(await sign(local))
})

const sendCalls = (calls: object[]) => [{ version: '2.0.0', chainId: numberToHex(chain.id), calls }]
type Mined = { to: Hex; value: bigint; nonce: number; gas: bigint }
describe.each([
  ['with one prompt', true],
  ['each as a transaction', false],
])('calls %s', (_, prompts) => {
  test.each([1, 2])('are signed as they were when the dialog opened, %i at once', async (count) => {
    let params: ReturnType<typeof sendCalls> = []
    let shown: readonly Mined[] = []
    const { send, statusOf } = await openProvider(anvil, {
      accounts: (account, wallet) => [
        prompts
          ? account
          : withStamper(wallet, { ...webAuthnStamper({ rpId: 'localhost', getFn: wallet.passkey.getFn }), prompts }),
      ],
      approve: async (request) => {
        const { transactions, transaction } = request as { transactions?: Mined[]; transaction?: Mined }
        shown = structuredClone(transactions ?? (transaction ? [transaction] : []))
        spoil(params)
        spoil(request)
      },
    })
    await send('eth_requestAccounts')
    params = sendCalls(
      Array.from({ length: count }, (_, index) => ({ to, value: numberToHex(index + 1), data: '0x01' })),
    )
    const { id } = (await send('wallet_sendCalls', params)) as { id: Hex }
    const { receipts } = (await statusOf(id)) as { receipts: { transactionHash: Hex }[] }
    const mined = await Promise.all(receipts.map(({ transactionHash: hash }) => publicClient.getTransaction({ hash })))
    expect(mined.map(({ value, input }) => [value, input])).toEqual(
      [1n, 2n].slice(0, count).map((value) => [value, '0x01']),
    )
    const read = ({ to, value, nonce, gas }: Mined) => ({ to: to.toLowerCase(), value, nonce, gas })
    expect(mined.map((transaction) => read(transaction as Mined))).toEqual(shown.map(read))
  })
})

test('what nobody can sign is refused before the dialog', async () => {
  let dialogs = 0
  const { provider, prompts } = await connect(() => void dialogs++)
  const account = provider.getAccount()
  const unreadable = {
    get address() {
      throw new Error('not loaded')
    },
    get from() {
      throw new Error('not loaded')
    },
  }
  const refused: Promise<unknown>[] = [
    account.sign({ hash: { toString: () => word } as never }),
    account.signMessage({ message: { raw: Uint16Array.of(1) } as never }),
    account.signTypedData(note('five', 'uint8') as never),
    account.signTypedData(note([Object.create(null)]) as never),
    account.signTypedData({ ...letter, message: unreadable } as never),
    account.signTransaction({ ...transaction, accessList: [unreadable as never] }),
    account.signAuthorization({ address: '0x12', chainId: 1, nonce: 0 }),
    account.signTransaction({ ...transaction, data: Uint16Array.of(300) as never }),
    account.signTransaction({ ...transaction, accessList: [{ address: to, storageKeys: [5 as never] }] }),
    account.signTransaction({ ...transaction, value: 2n ** 256n }),
  ]
  for (const attempt of refused) await expect(attempt).rejects.toMatchObject({ code: -32602 })
  expect({ dialogs, prompts: prompts() }).toEqual({ dialogs: 0, prompts: 0 })
})
