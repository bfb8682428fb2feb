import {
  type Hex,
  keccak256,
  serializeTransaction,
  stringToHex,
  type TypedDataDefinition,
  toPrefixedMessage,
} from 'viem'
import {
  ActivityApprovalNeededError,
  createPasskeyAccount,
  InvalidParameterError,
  type PendingItem,
  type PendingSignature,
  type SignItem,
  signMany,
  waitForSignature,
} from 'viem-passkey-account'
import { approveActivity } from 'viem-passkey-account/actions'
import { afterAll, describe, expect, test } from 'vitest'
import { openAccountPair } from './openAccountPair.js'

const bodies: string[] = []
const { account, local, signer, client, wallet, close } = await openAccountPair(
  '0x7c852118294e51e653712a81e05800f419141751be58f605c371e15141b007a6',
  {
    wrap: (fetchFn) => async (request) => {
      bodies.push(await request.clone().text())
      return fetchFn(request)
    },
  },
)
afterAll(close)

type Sent = { type: string; parameters: Record<string, unknown> }
const lastSent = (): Sent => JSON.parse(bodies.findLast((body) => body.includes('"signWith"')) ?? '{}')

const to: Hex = '0x70997970c51812dc3a010c7d01b50e0d17dc79c8'
const transaction = { chainId: 1, type: 'eip1559', to, nonce: 1, maxFeePerGas: 30n, value: 5n } as const
const blobs = {
  ...transaction,
  type: 'eip4844',
  maxFeePerBlobGas: 1n,
  blobVersionedHashes: [`0x01${'ab'.repeat(31)}`],
  sidecars: [{ blob: '0x1234', commitment: `0x${'c0'.repeat(48)}`, proof: `0x${'d0'.repeat(48)}` }],
} as const
const typedData = {
  domain: { name: 'Shop', chainId: 1 },
  types: { Order: [{ name: 'amount', type: 'uint256' }] },
  primaryType: 'Order',
  message: { amount: 5n },
} as const
const uncarried = { ...typedData, domain: { version: 1 } } as unknown as TypedDataDefinition
const authorization = { address: to, chainId: 1, nonce: 2 } as const
const hash = keccak256('0x01')
const long = 'ü'.repeat(265_000)

describe('one signature', () => {
  test('text is sent as its EIP-191 text', async () => {
    for (const message of ['hello', '', 'Zürich ☃ 🔑 \u0000', { raw: stringToHex('hello') }] as const) {
      await account.signMessage({ message })
      const text = Buffer.from(toPrefixedMessage(message).slice(2), 'hex').toString()
      expect(lastSent().parameters).toMatchObject({
        payload: text,
        encoding: 'PAYLOAD_ENCODING_TEXT_UTF8',
        hashFunction: 'HASH_FUNCTION_KECCAK256',
      })
    }
  })

  test('bytes that are not text are sent as their EIP-191 bytes', async () => {
    await account.signMessage({ message: { raw: '0xff00' } })
    expect(lastSent().parameters).toMatchObject({
      payload: toPrefixedMessage({ raw: '0xff00' }),
      encoding: 'PAYLOAD_ENCODING_HEXADECIMAL',
      hashFunction: 'HASH_FUNCTION_KECCAK256',
    })
  })

  test.each([
    ['a byte order mark', '\ufeffhello'],
    ['half of a character', 'a\ud800b'],
    ['530 kB', long],
    ['260 kB of bytes', { raw: new Uint8Array(260_000).fill(0xff) }],
  ])('%s: the same signature as viem', async (_, message) => {
    expect(await account.signMessage({ message })).toBe(await local.signMessage({ message }))
  })

  test('a payload that would make the body exceed 256 KiB is signed by digest', async () => {
    await account.signMessage({ message: long })
    expect(lastSent().parameters).toMatchObject({ hashFunction: 'HASH_FUNCTION_NO_OP' })
    const data: Hex = `0x${'00'.repeat(140_000)}`
    expect(await account.signTransaction({ ...transaction, data })).toBe(
      await local.signTransaction({ ...transaction, data }),
    )
    expect(lastSent().type).toBe('ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2')
    expect(Math.max(...bodies.map((body) => Buffer.byteLength(body)))).toBeLessThanOrEqual(256 * 1024)
  })
})

describe('many signatures, all in one encoding', () => {
  const unsigned = serializeTransaction(transaction)
  const cases: Record<string, [items: SignItem[], encoding: string, hashFunction: string]> = {
    'typed data alone': [[{ typedData }, { typedData }], 'EIP712', 'NO_OP'],
    'authorizations alone': [[{ authorization }, { authorization }], 'EIP7702_AUTHORIZATION', 'NO_OP'],
    'a transaction alone': [[{ transaction }], 'HEXADECIMAL', 'KECCAK256'],
    'blobs alone': [[{ transaction: blobs }], 'HEXADECIMAL', 'KECCAK256'],
    'everything but a hash': [
      [{ message: 'hello' }, { typedData }, { transaction }, { authorization }, { transaction: blobs }],
      'HEXADECIMAL',
      'KECCAK256',
    ],
    'typed data that JSON cannot carry': [[{ typedData }, { typedData: uncarried }], 'HEXADECIMAL', 'KECCAK256'],
    'a hash among others': [[{ message: 'hello' }, { hash }, { transaction }], 'HEXADECIMAL', 'NO_OP'],
    'more than 256 KiB': [[{ message: long }, { transaction }], 'HEXADECIMAL', 'NO_OP'],
  }

  test.each(Object.entries(cases))('%s', async (_, [items, encoding, hashFunction]) => {
    const signed = await signMany(account, { items })
    expect(lastSent().parameters).toMatchObject({
      encoding: `PAYLOAD_ENCODING_${encoding}`,
      hashFunction: `HASH_FUNCTION_${hashFunction}`,
    })
    expect(signed).toEqual(await Promise.all(items.map(signLocally)))
  })

  test('the bytes are those that are hashed', async () => {
    await signMany(account, { items: [{ message: 'hello' }, { transaction }, { authorization }] })
    const [message, bytes, tuple] = lastSent().parameters.payloads as Hex[]
    expect(message).toBe(toPrefixedMessage('hello'))
    expect(bytes).toBe(unsigned)
    expect(tuple).toMatch(/^0x05d7/)
  })
})

async function signLocally(item: SignItem): Promise<unknown> {
  if ('message' in item) return local.signMessage(item)
  if ('typedData' in item) return local.signTypedData(item.typedData)
  if ('hash' in item) return local.sign(item)
  if ('authorization' in item) return local.signAuthorization(item.authorization)
  return local.signTransaction(item.transaction)
}

describe('a signature that waits for approval', () => {
  /** Requests what must wait, and returns what is stored of it. */
  async function keep(request: () => Promise<unknown>): Promise<PendingSignature> {
    signer.addFault({ kind: 'consensus' })
    const error = await request().catch((error: unknown) => error)
    if (!(error instanceof ActivityApprovalNeededError)) throw error
    return JSON.parse(JSON.stringify(error.pending))
  }
  const approve = ({ organizationId, fingerprint }: PendingSignature) =>
    approveActivity(client, { organizationId, fingerprint })

  const all: SignItem[] = [{ message: 'hello' }, { typedData }, { transaction: blobs }, { authorization }]
  const requests: Record<string, [items: SignItem[], kept: (PendingItem['type'] | undefined)[]]> = {
    'typed data alone': [
      [{ typedData }, { typedData }],
      ['typedData', 'typedData'],
    ],
    'authorizations alone': [[{ authorization }], ['authorization']],
    'one of each': [all, ['message', 'typedData', 'transaction', 'authorization']],
    'one of each with a hash': [
      [...all, { hash }],
      ['message', 'typedData', 'transaction', 'authorization', 'signature'],
    ],
  }
  test.each(Object.entries(requests))(
    '%s: pending keeps what is signed, and can be resumed',
    async (_, [items, kept]) => {
      const pending = await keep(() => signMany(account, { items }))
      expect(pending.items?.map(({ type }) => type)).toEqual(kept)
      await approve(pending)
      expect(await waitForSignature(account, { pending })).toEqual(await Promise.all(items.map(signLocally)))
    },
  )

  const single: Record<string, SignItem> = {
    text: { message: 'hello' },
    bytes: { message: { raw: '0xff' } },
    'long text': { message: long },
    'typed data': { typedData },
    'typed data that JSON cannot carry': { typedData: uncarried },
    'an authorization': { authorization },
    'a transaction': { transaction },
    blobs: { transaction: blobs },
    'a large transaction': { transaction: { ...transaction, data: `0x${'00'.repeat(140_000)}` } },
    'a hash': { hash },
  }
  test.each(Object.entries(single))('%s: can be resumed', async (_, item) => {
    const pending = await keep(() => signAlone(item))
    await approve(pending)
    expect(await waitForSignature(account, { pending })).toEqual(await signLocally(item))
  })

  async function signAlone(item: SignItem): Promise<unknown> {
    if ('message' in item) return account.signMessage(item)
    if ('typedData' in item) return account.signTypedData(item.typedData)
    if ('hash' in item) return account.sign(item)
    if ('authorization' in item) return account.signAuthorization(item.authorization)
    return account.signTransaction(item.transaction)
  }

  test.each([0, 1, 2, 3])('a pending signature whose item %i was changed is refused', async (index) => {
    const pending = await keep(() => signMany(account, { items: all }))
    const other = await keep(() =>
      signMany(account, {
        items: [
          { message: 'other' },
          { typedData: { ...typedData, message: { amount: 6n } } },
          { transaction: { ...blobs, value: 6n } },
          { authorization: { ...authorization, nonce: 3 } },
        ],
      }),
    )
    const items = pending.items?.map((item, at) => (at === index ? (other.items?.[at] ?? item) : item))
    const waiting = waitForSignature(account, { pending: { ...pending, items: items ?? [] } })
    await expect(waiting).rejects.toThrow(InvalidParameterError)
  })

  test('is passed to onPending, even if the caller drops the error', async () => {
    const kept: PendingSignature[] = []
    const onPending = (pending: PendingSignature) => void kept.push(pending)
    const { organizationId } = wallet
    const watched = createPasskeyAccount({ client, organizationId, address: account.address, onPending })
    const requests = [
      () => watched.signMessage({ message: 'hello' }),
      () => watched.signTransaction(transaction),
      () => watched.signTypedData(typedData),
      () => watched.signAuthorization(authorization),
      () => watched.sign({ hash }),
      () => signMany(watched, { items: all }),
    ]
    for (const request of requests) await keep(request)
    expect(kept).toHaveLength(requests.length)
    for (const pending of kept) {
      await approve(pending)
      expect(await waitForSignature(account, { pending: JSON.parse(JSON.stringify(pending)) })).toBeDefined()
    }
  })
})
