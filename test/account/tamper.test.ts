import {
  type Hex,
  hashMessage,
  keccak256,
  parseGwei,
  parseTransaction,
  serializeTransaction,
  type TransactionSerializable,
} from 'viem'
import { generatePrivateKey, privateKeyToAccount, sign } from 'viem/accounts'
import {
  AnswerMismatchError,
  type FetchFn,
  SignatureMismatchError,
  SignerAnswerError,
  signMany,
} from 'viem-passkey-account'
import { createTestWallet } from 'viem-passkey-account/testing/node'
import { afterAll, expect, test } from 'vitest'

type Parts = { r: string; s: string; v: string }
/** What the tests change of an answer; the tampering itself may put anything in its place. */
type Answer = {
  activity: {
    result: {
      signRawPayloadResult: Parts
      signRawPayloadsResult: { signatures: Parts[] }
      signTransactionResult: { signedTransaction: string }
    }
  }
}
type Refusal = Error & { expected?: string; received?: string; field?: string }
type Tamper = (answer: Answer) => unknown

const privateKey = generatePrivateKey()
const own = privateKeyToAccount(privateKey)
const stranger = privateKeyToAccount(generatePrivateKey())

/** What stands between: changes the real signer's answer to a submit, and counts what passes. */
let tamper: Tamper = () => {}
let requests = 0
const wrap =
  (fetchFn: FetchFn): FetchFn =>
  async (request) => {
    requests++
    const response = await fetchFn(request)
    const answer: Answer = await response.json()
    if (request.url.includes('/submit/')) tamper(answer)
    return Response.json(answer, { status: response.status })
  }

const { account, prompts, close } = await createTestWallet({ privateKey, wrap })
afterAll(close)

const message = 'pay the rent'
const typedData = {
  domain: { name: 'Test', chainId: 1 },
  types: { Mail: [{ name: 'text', type: 'string' }] },
  primaryType: 'Mail',
  message: { text: 'hi' },
} as const
const contractAddress = stranger.address
const transaction = {
  type: 'eip1559',
  chainId: 1,
  nonce: 7,
  to: stranger.address,
  value: 1000n,
  data: '0xabcdef',
  gas: 50_000n,
  maxFeePerGas: parseGwei('30'),
  maxPriorityFeePerGas: parseGwei('1'),
  accessList: [{ address: stranger.address, storageKeys: [keccak256('0x01')] }],
} as const satisfies TransactionSerializable

/** Runs with an answer that was tampered with; returns the error. The check adds no request and no prompt. */
async function refused(change: Tamper, run: () => Promise<unknown>): Promise<Refusal> {
  const [promptsBefore, requestsBefore] = [prompts(), requests]
  tamper = change
  const error = await run().then(
    (value) => {
      throw new Error(`it was returned: ${JSON.stringify(value)}`)
    },
    (error) => error,
  )
  tamper = () => {}
  expect({ prompts: prompts() - promptsBefore, requests: requests - requestsBefore }).toEqual({
    prompts: 1,
    requests: 1,
  })
  return error
}

const parts = (signature: Hex) => ({
  r: signature.slice(2, 66),
  s: signature.slice(66, 130),
  v: signature.slice(130) === '1b' ? '00' : '01',
})
const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n
const flip = (v: string) => (v === '00' ? '01' : '00')
const increment = (hex: string) => (BigInt(`0x${hex}`) + 1n).toString(16).padStart(64, '0')
const negate = (hex: string) => (order - BigInt(`0x${hex}`)).toString(16).padStart(64, '0')

const calls: [string, () => Promise<unknown>][] = [
  ['sign', () => account.sign({ hash: hashMessage(message) })],
  ['signMessage', () => account.signMessage({ message })],
  ['signTypedData', () => account.signTypedData(typedData)],
  ['signAuthorization', () => account.signAuthorization({ contractAddress, chainId: 1, nonce: 0 })],
]
const signatures: [string, (signature: Parts) => unknown][] = [
  ['r', (signature) => Object.assign(signature, { r: increment(signature.r) })],
  ['s', (signature) => Object.assign(signature, { s: increment(signature.s) })],
  ['v', (signature) => Object.assign(signature, { v: flip(signature.v) })],
  // The other signature over the same hash, which chains refuse since EIP-2.
  ['high s', (signature) => Object.assign(signature, { s: negate(signature.s), v: flip(signature.v) })],
  ['zero', (signature) => Object.assign(signature, { r: '0'.repeat(64), s: '0'.repeat(64) })],
  [
    'r and s beyond the field',
    (signature) => Object.assign(signature, { r: 'f'.repeat(64), s: '1'.padStart(64, '0') }),
  ],
]

for (const [method, run] of calls) {
  test.each(signatures)(`${method}: a changed %s is refused`, async (_name, change) => {
    const error = await refused(({ activity }) => change(activity.result.signRawPayloadResult), run)
    expect(error).toBeInstanceOf(SignatureMismatchError)
    expect(error.expected).toBe(own.address)
  })

  test(`${method}: another key's signature, and the account's over other data, are refused`, async () => {
    const signed = await stranger.signMessage({ message })
    const byStranger = await refused(({ activity }) => {
      activity.result.signRawPayloadResult = parts(signed)
    }, run)
    expect(byStranger).toBeInstanceOf(SignatureMismatchError)
    const overOther = parts(await own.signMessage({ message: 'pay somebody else' }))
    const error = await refused(({ activity }) => {
      activity.result.signRawPayloadResult = overOther
    }, run)
    expect(error).toBeInstanceOf(SignatureMismatchError)
    expect(error.received).not.toBe(own.address.toLowerCase())
  })
}

test('the error about another key’s signature names that key’s address', async () => {
  const signed = parts(await stranger.signMessage({ message }))
  const error = await refused(
    ({ activity }) => {
      activity.result.signRawPayloadResult = signed
    },
    () => account.signMessage({ message }),
  )
  expect(error.received).toBe(stranger.address.toLowerCase())
})

const authorization = await own.signAuthorization({ contractAddress, chainId: 1, nonce: 3 })
const otherAuthorization = await own.signAuthorization({ contractAddress: own.address, chainId: 1, nonce: 3 })
const changes: [string, string, TransactionSerializable][] = [
  ['to', 'to', { ...transaction, to: own.address }],
  ['to left out', 'to', { ...transaction, to: null }],
  ['value', 'value', { ...transaction, value: 1001n }],
  ['data', 'data', { ...transaction, data: '0xabcdee' }],
  ['nonce', 'nonce', { ...transaction, nonce: 8 }],
  ['chainId', 'chainId', { ...transaction, chainId: 10 }],
  ['gas', 'gas', { ...transaction, gas: 50_001n }],
  ['maxFeePerGas', 'maxFeePerGas', { ...transaction, maxFeePerGas: parseGwei('31') }],
  ['maxPriorityFeePerGas', 'maxPriorityFeePerGas', { ...transaction, maxPriorityFeePerGas: parseGwei('2') }],
  ['accessList', 'accessList', { ...transaction, accessList: [] }],
  [
    'type',
    'type',
    {
      type: 'eip2930',
      chainId: 1,
      nonce: 7,
      to: stranger.address,
      value: 1000n,
      data: '0xabcdef',
      gas: 50_000n,
      gasPrice: 1n,
    },
  ],
]

test.each(changes)(
  'a transaction whose %s is changed, signed by the account’s key, is refused',
  async (_name, field, other) => {
    const signed = await own.signTransaction(other)
    const error = await refused(
      ({ activity }) => {
        activity.result.signTransactionResult.signedTransaction = signed.slice(2)
      },
      () => account.signTransaction(transaction),
    )
    expect(error).toBeInstanceOf(AnswerMismatchError)
    // A type that differs brings other fields along; which of them is named first does not matter.
    if (field !== 'type') expect(error.field).toBe(`transaction.${field}`)
    expect(error.expected).not.toBe(error.received)
  },
)

test.each(changes)(
  'a transaction whose %s is changed, with the original signature, is refused',
  async (_name, _field, other) => {
    const { r, s, yParity } = parseTransaction(await own.signTransaction(transaction))
    if (!r || !s || yParity === undefined) throw new Error('unsigned')
    const forged = serializeTransaction(other, { r, s, yParity })
    const error = await refused(
      ({ activity }) => {
        activity.result.signTransactionResult.signedTransaction = forged.slice(2)
      },
      () => account.signTransaction(transaction),
    )
    expect(error).toBeInstanceOf(AnswerMismatchError)
  },
)

test('a changed authorization list is refused', async () => {
  const asked = { ...transaction, type: 'eip7702', authorizationList: [authorization] } as const
  const signed = await own.signTransaction({ ...asked, authorizationList: [otherAuthorization] })
  const error = await refused(
    ({ activity }) => {
      activity.result.signTransactionResult.signedTransaction = signed.slice(2)
    },
    () => account.signTransaction(asked),
  )
  expect(error).toBeInstanceOf(AnswerMismatchError)
  expect(error.field).toBe('transaction.authorizationList')
})

test('the requested transaction with another key’s signature, or with a high s, is refused', async () => {
  const signed = await stranger.signTransaction(transaction)
  const byStranger = await refused(
    ({ activity }) => {
      activity.result.signTransactionResult.signedTransaction = signed.slice(2)
    },
    () => account.signTransaction(transaction),
  )
  expect(byStranger).toBeInstanceOf(SignatureMismatchError)
  expect(byStranger.received).toBe(stranger.address.toLowerCase())

  const good = await sign({ hash: keccak256(serializeTransaction(transaction)), privateKey })
  const high = serializeTransaction(transaction, {
    r: good.r,
    s: `0x${negate(good.s.slice(2))}`,
    yParity: good.yParity === 0 ? 1 : 0,
  })
  const error = await refused(
    ({ activity }) => {
      activity.result.signTransactionResult.signedTransaction = high.slice(2)
    },
    () => account.signTransaction(transaction),
  )
  expect(error).toBeInstanceOf(SignatureMismatchError)
})

test.each(['', '02', 'zz', 'c0', '02c0', `02${'ff'.repeat(40)}`])(
  '%j is refused as a signed transaction',
  async (signedTransaction) => {
    const error = await refused(
      ({ activity }) => {
        activity.result.signTransactionResult.signedTransaction = signedTransaction
      },
      () => account.signTransaction(transaction),
    )
    expect(error).toBeInstanceOf(AnswerMismatchError)
  },
)

test('the unsigned transaction in place of the signed one is refused', async () => {
  const error = await refused(
    ({ activity }) => {
      activity.result.signTransactionResult.signedTransaction = serializeTransaction(transaction).slice(2)
    },
    () => account.signTransaction(transaction),
  )
  expect(error).toBeInstanceOf(AnswerMismatchError)
  expect(error.field).toBe('transaction.signature')
})

const envelopes: [string, Tamper, string][] = [
  ['no result', ({ activity }) => Object.assign(activity, { result: null }), 'result.signRawPayloadResult'],
  ['an empty result', ({ activity }) => Object.assign(activity, { result: {} }), 'result.signRawPayloadResult'],
  [
    'another activity’s result',
    ({ activity }) => Object.assign(activity, { result: { createWalletResult: { walletId: 'w', addresses: [] } } }),
    'result.signRawPayloadResult',
  ],
  [
    'a result of another shape',
    ({ activity }) => Object.assign(activity, { result: { signRawPayloadResult: { r: 1, s: 2, v: 3 } } }),
    'result.signRawPayloadResult',
  ],
  ['another type', ({ activity }) => Object.assign(activity, { type: 'ACTIVITY_TYPE_SIGN_TRANSACTION_V2' }), 'type'],
  [
    'another organization',
    ({ activity }) => Object.assign(activity, { organizationId: crypto.randomUUID() }),
    'organizationId',
  ],
  [
    'another fingerprint',
    ({ activity }) => Object.assign(activity, { fingerprint: `sha256:${'0'.repeat(64)}` }),
    'fingerprint',
  ],
]
test.each(envelopes)('a completed activity with %s is refused', async (_name, change, field) => {
  const error = await refused(change, () => account.signMessage({ message }))
  expect(error).toBeInstanceOf(AnswerMismatchError)
  expect(error.field).toBe(field)
})

test('a response without an activity is refused', async () => {
  const error = await refused(
    (answer) => Object.assign(answer, { activity: undefined }),
    () => account.signMessage({ message }),
  )
  expect(error).toBeInstanceOf(SignerAnswerError)
})

test('the complete response to another request of the same account is refused', async () => {
  let earlier = {}
  tamper = (answer) => {
    earlier = structuredClone(answer)
  }
  await account.signMessage({ message: 'first' })
  const error = await refused(
    (answer) => Object.assign(answer, earlier),
    () => account.signMessage({ message: 'second' }),
  )
  expect(error).toBeInstanceOf(AnswerMismatchError)
  expect(error.field).toBe('fingerprint')
})

test('signMany refuses signatures of which one is changed, missing or extra, or two are exchanged', async () => {
  const items = [{ message: 'one' }, { message: 'two' }] as const
  const list = ({ activity }: Answer) => activity.result.signRawPayloadsResult.signatures
  const many = () => signMany(account, { items })
  const changeFirst = ([first]: Parts[]) => Object.assign(first ?? {}, { v: flip(first?.v ?? '') })
  expect(await refused((answer) => changeFirst(list(answer)), many)).toBeInstanceOf(SignatureMismatchError)
  expect(await refused((answer) => void list(answer).reverse(), many)).toBeInstanceOf(SignatureMismatchError)
  expect(await refused((answer) => void list(answer).pop(), many)).toBeInstanceOf(AnswerMismatchError)
  expect(await refused((answer) => list(answer).push(...list(answer)), many)).toBeInstanceOf(AnswerMismatchError)
})

test('an unchanged response is accepted', async () => {
  expect(await account.signMessage({ message })).toBe(await own.signMessage({ message }))
  expect(await account.signTransaction(transaction)).toBe(await own.signTransaction(transaction))
})

test('a signature in capitals, or without its leading zeros, is returned as viem writes it', async () => {
  const change = ({ activity: { result } }: Answer) => {
    for (const signature of result.signRawPayloadsResult?.signatures ?? [result.signRawPayloadResult])
      for (const part of ['r', 's'] as const) signature[part] = signature[part].toUpperCase().replace(/^0+/, '')
  }
  // One signature in eight has a half that begins with a zero.
  const messages = Array.from({ length: 200 }, (_, index) => `Message ${index}`)
  const expected = await Promise.all(messages.map((message) => own.signMessage({ message })))
  expect(expected.some((signature) => /^0x(0|.{64}0)/.test(signature))).toBe(true)
  tamper = change
  try {
    expect(await account.signMessage({ message })).toBe(await own.signMessage({ message }))
    expect(await account.signTypedData(typedData)).toBe(await own.signTypedData(typedData))
    expect(await signMany(account, { items: messages.map((message) => ({ message })) })).toEqual(expected)
  } finally {
    tamper = () => {}
  }
})
