import { gzipSync } from 'node:zlib'
import {
  type Hex,
  hashMessage,
  keccak256,
  parseGwei,
  recoverTransactionAddress,
  type TransactionSerializedEIP1559,
} from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { signMany } from 'viem-passkey-account'
import { getActivity, listActivities, listWalletAccounts, listWallets, whoami } from 'viem-passkey-account/actions'
import { createTestWallet } from 'viem-passkey-account/testing/node'
import { afterAll, beforeEach, describe } from 'vitest'
import { attack } from './attack.js'
import { change, createLiar, type Json, type Lie } from './lyingTransport.js'

// A signer that lies. It holds no key of the user in these attacks: what it wants is that the app takes something that the
// user has not signed, hangs, dies, or prints what it must not.

const privateKey = generatePrivateKey()
const own = privateKeyToAccount(privateKey)
const mallory = privateKeyToAccount(generatePrivateKey())
const liar = createLiar()
const { account, client, wallet, close } = await createTestWallet({ privateKey, wrap: liar.wrap })
afterAll(close)
beforeEach(() => liar.behave())

const message = 'pay the rent'
const typedData = {
  domain: { name: 'Test', chainId: 1 },
  types: { Mail: [{ name: 'text', type: 'string' }] },
  primaryType: 'Mail',
  message: { text: 'hi' },
} as const
const transaction = {
  type: 'eip1559',
  chainId: 1,
  nonce: 7,
  to: own.address,
  value: 1000n,
  gas: 50_000n,
  maxFeePerGas: parseGwei('30'),
  maxPriorityFeePerGas: parseGwei('1'),
} as const
const { maxFeePerGas: _fee, maxPriorityFeePerGas: _tip, ...others } = transaction
const authorization = { contractAddress: own.address, chainId: 1, nonce: 0 } as const
const organizationId = wallet.organizationId

/** Defines an attack in which the signer lies while `run` runs. What `run` returns has got through. */
function lies(title: string, outcome: string, lie: Lie, run: () => Promise<unknown>): void {
  attack(title, outcome, async () => {
    liar.lie(lie)
    return `taken: ${JSON.stringify(await run(), (_key, value) => (typeof value === 'bigint' ? String(value) : value))}`
  })
}

const split = (signature: Hex) => ({
  r: signature.slice(2, 66),
  s: signature.slice(66, 130),
  v: signature.slice(130) === '1b' ? '00' : '01',
})
const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n
const methods: [string, () => Promise<unknown>][] = [
  ['sign', () => account.sign({ hash: hashMessage(message) })],
  ['signMessage', () => account.signMessage({ message })],
  ['signTypedData', () => account.signTypedData(typedData)],
  ['signAuthorization', () => account.signAuthorization(authorization)],
]
const signatureLies: [string, (signature: Json) => unknown][] = [
  ['with another v', (one) => Object.assign(one, { v: one.v === '00' ? '01' : '00' })],
  [
    'with a high s',
    (one) =>
      Object.assign(one, {
        s: (order - BigInt(`0x${one.s}`)).toString(16).padStart(64, '0'),
        v: one.v === '00' ? '01' : '00',
      }),
  ],
  ['of zeros', (one) => Object.assign(one, { r: '0'.repeat(64), s: '0'.repeat(64) })],
]

describe('A signature that the user did not make', () => {
  for (const [method, run] of methods) {
    for (const [title, edit] of signatureLies)
      lies(
        `${method}: a signature ${title}`,
        'SignatureMismatchError',
        change('submit/', ({ activity }) => void edit(activity.result.signRawPayloadResult)),
        run,
      )
    lies(
      `${method}: a signature of Mallory's key`,
      'SignatureMismatchError',
      async (request, forward) => {
        const signed = split(await mallory.signMessage({ message }))
        return change('submit/', ({ activity }) => {
          activity.result.signRawPayloadResult = signed
        })(request, forward)
      },
      run,
    )
    lies(
      `${method}: the user's signature over something else`,
      'SignatureMismatchError',
      async (request, forward) => {
        const signed = split(await own.signMessage({ message: 'all I have' }))
        return change('submit/', ({ activity }) => {
          activity.result.signRawPayloadResult = signed
        })(request, forward)
      },
      run,
    )
  }
  const forms: [string, unknown, string][] = [
    ['no signature', undefined, 'AnswerMismatchError: result.signRawPayloadResult'],
    ['null', null, 'AnswerMismatchError: result.signRawPayloadResult'],
    ['a list', [], 'AnswerMismatchError: result.signRawPayloadResult'],
    ['a number for r', { r: 1, s: '0', v: '00' }, 'AnswerMismatchError: result.signRawPayloadResult'],
    [
      'r of one megabyte',
      { r: 'f'.repeat(2 ** 20), s: '0'.repeat(64), v: '00' },
      'AnswerMismatchError: result.signRawPayloadResult',
    ],
    [
      'v of one megabyte',
      { r: 'f'.repeat(64), s: '0'.repeat(64), v: 'f'.repeat(2 ** 20) },
      'AnswerMismatchError: result.signRawPayloadResult',
    ],
    [
      'r that is not hex',
      { r: '\u001b[31m'.repeat(64), s: '0'.repeat(64), v: '00' },
      'AnswerMismatchError: result.signRawPayloadResult',
    ],
  ]
  for (const [title, value, outcome] of forms)
    lies(
      `signMessage: ${title}`,
      outcome,
      change('submit/', ({ activity }) => {
        activity.result.signRawPayloadResult = value
      }),
      () => account.signMessage({ message }),
    )
  lies(
    'signMany: the signatures in another order',
    'SignatureMismatchError',
    change('submit/', ({ activity }) => void activity.result.signRawPayloadsResult.signatures.reverse()),
    () => signMany(account, { items: [{ message }, { message: 'and the power bill' }] }),
  )
  lies(
    'signMany: one signature too few',
    'AnswerMismatchError: result.signRawPayloadsResult',
    change('submit/', ({ activity }) => void activity.result.signRawPayloadsResult.signatures.pop()),
    () => signMany(account, { items: [{ message }, { message: 'and the power bill' }] }),
  )
  lies(
    'signMany: one signature too many',
    'AnswerMismatchError: result.signRawPayloadsResult',
    change('submit/', ({ activity }) => {
      const { signatures } = activity.result.signRawPayloadsResult
      signatures.push(signatures[0])
    }),
    () => signMany(account, { items: [{ message }] }),
  )
})

describe("A transaction that is not the user's", () => {
  const replaced: [string, () => Promise<string>, string][] = [
    [
      'another recipient',
      () => own.signTransaction({ ...transaction, to: mallory.address }),
      'AnswerMismatchError: transaction.to',
    ],
    [
      'a higher value',
      () => own.signTransaction({ ...transaction, value: 10n ** 18n }),
      'AnswerMismatchError: transaction.value',
    ],
    [
      'another nonce',
      () => own.signTransaction({ ...transaction, nonce: 8 }),
      'AnswerMismatchError: transaction.nonce',
    ],
    [
      'another chain',
      () => own.signTransaction({ ...transaction, chainId: 10 }),
      'AnswerMismatchError: transaction.chainId',
    ],
    [
      'a higher fee',
      () => own.signTransaction({ ...transaction, maxFeePerGas: parseGwei('3000') }),
      'AnswerMismatchError: transaction.maxFeePerGas',
    ],
    [
      'data added',
      () => own.signTransaction({ ...transaction, data: '0xdeadbeef' }),
      'AnswerMismatchError: transaction.data',
    ],
    [
      'another type',
      () => own.signTransaction({ ...others, type: 'eip2930', gasPrice: 1n }),
      'AnswerMismatchError: transaction.type',
    ],
    ["Mallory's own, of the same fields", () => mallory.signTransaction(transaction), 'SignatureMismatchError'],
    [
      'a byte at its end',
      async () => `${await own.signTransaction(transaction)}00`,
      'AnswerMismatchError: transaction.signature',
    ],
    ['no RLP', async () => '0x02c0ffee', 'AnswerMismatchError: transaction.signature'],
    ['text', async () => 'done', 'AnswerMismatchError: transaction.signature'],
    ['nothing', async () => '', 'AnswerMismatchError: transaction.signature'],
  ]
  for (const [title, make, outcome] of replaced)
    lies(
      `signTransaction: ${title}`,
      outcome,
      async (request, forward) => {
        const signedTransaction = (await make()).replace(/^0x/, '')
        return change('submit/', ({ activity }) => {
          activity.result.signTransactionResult = { signedTransaction }
        })(request, forward)
      },
      () => account.signTransaction(transaction),
    )
  attack(
    'signTransaction: the app changes its object while the prompt is open',
    'signed as it was, by the user',
    async () => {
      const mutable = { ...transaction, accessList: [{ address: own.address, storageKeys: [keccak256('0x01')] }] }
      const signing = account.signTransaction(mutable)
      Object.assign(mutable, { to: mallory.address })
      mutable.accessList.length = 0
      const raw = await signing
      const expected = await own.signTransaction({
        ...transaction,
        accessList: [{ address: own.address, storageKeys: [keccak256('0x01')] }],
      })
      const sender = await recoverTransactionAddress({ serializedTransaction: raw as TransactionSerializedEIP1559 })
      return raw === expected && sender === own.address ? 'signed as it was, by the user' : `signed: ${raw}`
    },
  )
})

describe('An activity that is not the one submitted', () => {
  const run = () => account.signMessage({ message })
  const edits: [string, string, (activity: Json) => unknown][] = [
    [
      'another fingerprint',
      'AnswerMismatchError: fingerprint',
      (a) => Object.assign(a, { fingerprint: `sha256:${'0'.repeat(64)}` }),
    ],
    [
      'another type',
      'AnswerMismatchError: type',
      (a) => Object.assign(a, { type: 'ACTIVITY_TYPE_SIGN_TRANSACTION_V2' }),
    ],
    [
      'another organization',
      'AnswerMismatchError: organizationId',
      (a) => Object.assign(a, { organizationId: crypto.randomUUID() }),
    ],
    ['the status "constructor"', 'ActivityFailedError', (a) => Object.assign(a, { status: 'constructor' })],
    ['the status "__proto__"', 'ActivityFailedError', (a) => Object.assign(a, { status: '__proto__' })],
    ['the status "toString"', 'ActivityFailedError', (a) => Object.assign(a, { status: 'toString' })],
    [
      'a status that is a list',
      'SignerAnswerError',
      (a) => Object.assign(a, { status: ['ACTIVITY_STATUS_COMPLETED'] }),
    ],
    ['FAILED, with a signature', 'ActivityFailedError', (a) => Object.assign(a, { status: 'ACTIVITY_STATUS_FAILED' })],
    [
      'REJECTED, with a signature',
      'ActivityRejectedError',
      (a) => Object.assign(a, { status: 'ACTIVITY_STATUS_REJECTED' }),
    ],
    ['no id', 'SignerAnswerError', (a) => Object.assign(a, { id: undefined })],
    ['no result', 'AnswerMismatchError: result.signRawPayloadResult', (a) => Object.assign(a, { result: undefined })],
    [
      'a result with "__proto__"',
      'AnswerMismatchError: result.signRawPayloadResult',
      (a) => Object.assign(a, { result: JSON.parse('{"__proto__":{"signRawPayloadResult":{}}}') }),
    ],
    [
      'FAILED for a reason of five megabytes with escape sequences',
      'ActivityFailedError',
      (a) =>
        Object.assign(a, {
          status: 'ACTIVITY_STATUS_FAILED',
          failure: { code: 3, message: '\u001b[2J'.repeat(1_250_000), details: [] },
        }),
    ],
  ]
  for (const [title, outcome, edit] of edits)
    lies(
      title,
      outcome,
      change('submit/', ({ activity }) => void edit(activity)),
      run,
    )
})

describe('An error that says too much', () => {
  const run = () => account.signMessage({ message })
  const error = (text: string, extra: object = {}) =>
    Response.json({ code: 3, message: text, details: [], ...extra }, { status: 400 })
  lies(
    'the request, repeated',
    'SignerRequestError',
    ({ body, headers }) => error(`cannot handle ${body} stamped ${headers.get('x-stamp-webauthn')}`),
    run,
  )
  lies(
    'the request, repeated as an HTML page',
    'SignerAnswerError',
    ({ body, headers }) => new Response(`<pre>${body} ${headers.get('x-stamp-webauthn')}</pre>`, { status: 502 }),
    run,
  )
  lies(
    'the request in `details`',
    'SignerRequestError',
    ({ body, headers }) =>
      error('no', { details: [{ '@type': 'echo', body, stamp: headers.get('x-stamp-webauthn') }] }),
    run,
  )
  lies(
    'the request in the error code',
    'SignerRequestError',
    ({ body, headers }) => error('no', { turnkeyErrorCode: `${body} ${headers.get('x-stamp-webauthn')}` }),
    run,
  )
  lies(
    'the request in the `failure`',
    'ActivityFailedError',
    (request, forward) =>
      change(
        'submit/',
        ({ activity }) =>
          void Object.assign(activity, {
            status: 'ACTIVITY_STATUS_FAILED',
            failure: { code: 3, message: request.body, details: [] },
          }),
      )(request, forward),
    run,
  )
  lies('five megabytes', 'SignerRequestError', () => error('x'.repeat(5_000_000)), run)
  lies(
    'escape sequences of a terminal',
    'SignerRequestError',
    () => error('\u001b]0;owned\u0007\u001b[2Jall is well'),
    run,
  )
  lies('text that runs the other way', 'SignerRequestError', () => error('\u202egnp.exe'), run)
  lies(
    'a fetch that throws the request',
    'SignerUnreachableError',
    ({ body, headers }) => {
      throw new TypeError(`cannot send ${body} ${headers.get('x-stamp-webauthn')}`)
    },
    run,
  )
  lies(
    'a fetch that throws no error',
    'SignerUnreachableError',
    ({ body }) => {
      throw body
    },
    run,
  )
})

describe('An answer that is too much', () => {
  const run = () => account.signMessage({ message })
  const bomb = gzipSync(Buffer.alloc(120 * 2 ** 20, ' '))
  lies(
    '120 MiB out of a small gzip',
    'SignerAnswerError',
    () => new Response(new Response(bomb).body?.pipeThrough(new DecompressionStream('gzip')) ?? null),
    run,
  )
  lies(
    'a million nested lists',
    'SignerAnswerError',
    () => new Response(`{"activity":${'['.repeat(1e6)}${']'.repeat(1e6)}}`),
    run,
  )
  lies(
    'a million nested objects',
    'SignerAnswerError',
    () => new Response(`${'{"activity":'.repeat(1e6)}1${'}'.repeat(1e6)}`),
    run,
  )
  lies('not JSON', 'SignerAnswerError', () => new Response('<html>'), run)
  lies('an empty answer', 'SignerAnswerError', () => new Response(null), run)
  lies('null', 'SignerAnswerError', () => new Response('null'), run)
  lies('a list', 'SignerAnswerError', () => new Response('[]'), run)
  lies(
    'a redirect',
    'SignerAnswerError',
    () => new Response(null, { status: 307, headers: { location: 'https://evil.example' } }),
    run,
  )
  lies(
    'a list of 200,000 wallet accounts',
    'SignerAnswerError',
    change('query/list_wallet_accounts', ({ accounts }) => ({
      accounts: Array.from({ length: 200_000 }, () => accounts[0]),
    })),
    () => listWalletAccounts(client, { organizationId }),
  )
  lies(
    'a wallet list that is an object',
    'SignerAnswerError',
    change('query/', () => ({ wallets: { length: 1 } })),
    () => listWallets(client, { organizationId }),
  )
  lies(
    'a who-am-I of numbers',
    'SignerAnswerError',
    change('query/', () => ({ organizationId: 1, userId: 2 })),
    () => whoami(client, { organizationId }),
  )
  lies(
    'an activity list with null in it',
    'SignerAnswerError',
    change('query/', () => ({ activities: [null] })),
    () => listActivities(client, { organizationId }),
  )
  lies(
    "somebody else's activity",
    'AnswerMismatchError: id',
    change('query/get_activity', ({ activity }) => void Object.assign(activity, { id: crypto.randomUUID() })),
    async () => {
      const activityId = (await listActivities(client, { organizationId }))[0]?.id ?? ''
      return getActivity(client, { organizationId, activityId })
    },
  )
})
