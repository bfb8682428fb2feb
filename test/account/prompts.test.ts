import { parseGwei } from 'viem'
import { createPasskeyAccount, PasskeyCancelledError, signMany } from 'viem-passkey-account'
import { listActivities } from 'viem-passkey-account/actions'
import type { LocalSigner } from 'viem-passkey-account/signer'
import { createTestWallet } from 'viem-passkey-account/testing/node'
import { afterAll, expect, test } from 'vitest'

const wallet = await createTestWallet({ pollingInterval: 1 })
const { account, passkey, prompts, signer } = wallet
afterAll(wallet.close)

const transaction = {
  type: 'eip1559',
  chainId: 1,
  nonce: 0,
  gas: 21_000n,
  maxFeePerGas: parseGwei('1'),
  to: account.address,
} as const
const hash = `0x${'ab'.repeat(32)}` as const
const typedData = {
  types: { Mail: [{ name: 'text', type: 'string' }] },
  primaryType: 'Mail',
  message: { text: 'hi' },
} as const
const authorization = { contractAddress: account.address, chainId: 1, nonce: 0 } as const

const methods: [string, () => Promise<unknown>][] = [
  ['sign', () => account.sign({ hash })],
  ['signMessage', () => account.signMessage({ message: 'hi' })],
  ['signTypedData', () => account.signTypedData(typedData)],
  ['signAuthorization', () => account.signAuthorization(authorization)],
  ['signTransaction', () => account.signTransaction(transaction)],
  [
    'signMany',
    () =>
      signMany(account, { items: [{ message: 'hi' }, { typedData }, { hash }, { authorization }, { transaction }] }),
  ],
]

const faultsLeft = async ({ fetch }: LocalSigner): Promise<unknown> =>
  (await fetch(new Request('http://signer.test/faults'))).json()

/** Prompts that a call used, and the signing activities that the signer made of it. */
async function count(run: () => Promise<unknown>): Promise<{ prompts: number; activities: number }> {
  const list = () =>
    listActivities(wallet.organization.client, {
      organizationId: account.organizationId,
      paginationOptions: { limit: '100' },
    })
  const [promptsBefore, activitiesBefore] = [prompts(), (await list()).length]
  await run()
  return { prompts: prompts() - promptsBefore, activities: (await list()).length - activitiesBefore }
}

test('creating an account and reading it prompts nobody', async () => {
  const before = prompts()
  const { address, publicKey } = createPasskeyAccount({ client: wallet.client, ...wallet.wallet })
  expect({ address, publicKey }).toEqual({ address: wallet.wallet.address, publicKey: wallet.wallet.publicKey })
  expect(prompts()).toBe(before)
})

test.each(methods)('%s: prompts once, before it returns its promise', async (_name, run) => {
  const before = prompts()
  const promise = run()
  expect(prompts()).toBe(before + 1)
  await promise
  expect(prompts()).toBe(before + 1)
})

const unhappy: [string, Parameters<typeof signer.addFault>[0]][] = [
  ['stays pending over many polls', { kind: 'pending', polls: 12 }],
  ['answers 429', { kind: 'rateLimit', retryAfter: 0, times: 2 }],
  ['answers 502 in HTML', { kind: 'html', status: 502, times: 2 }],
  ['answers 503', { kind: 'error', status: 503, code: 14, message: 'later', times: 2 }],
  ['is slow', { kind: 'slow', ms: 30 }],
]
test.each(unhappy)('prompts once and submits one activity when the signer %s', async (_name, fault) => {
  for (const [, run] of methods) {
    signer.addFault(fault)
    expect(await count(run)).toEqual({ prompts: 1, activities: 1 })
    expect(await faultsLeft(signer)).toEqual({ faults: [] })
  }
})

test.each(['before', 'after'] as const)(
  'prompts once and submits one activity when the connection is cut %s',
  async (when) => {
    const overHttp = await createTestWallet({ pollingInterval: 1, http: true })
    try {
      for (const kind of ['cut', 'halfBody'] as const) {
        const before = overHttp.prompts()
        overHttp.signer.addFault(kind === 'cut' ? { kind, when, times: 2 } : { kind, times: 2 })
        await overHttp.account.signMessage({ message: `${kind} ${when}` })
        expect(await faultsLeft(overHttp.signer)).toEqual({ faults: [] })
        expect(overHttp.prompts()).toBe(before + 1)
      }
      const activities = await listActivities(overHttp.organization.client, {
        organizationId: overHttp.account.organizationId,
        filterByType: ['ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2'],
      })
      expect(activities.length).toBe(2)
    } finally {
      await overHttp.close()
    }
  },
)

test('concurrent signatures of several accounts prompt one after the other, and dismissing one does not affect the others', async () => {
  const other = createPasskeyAccount({ client: wallet.client, ...wallet.wallet })
  const before = prompts()
  for (const answer of ['approve', 'cancel', 'approve', 'approve'] as const) passkey.next(answer)
  const results = await Promise.allSettled([
    account.signMessage({ message: '1' }),
    other.signMessage({ message: '2' }),
    account.signTransaction(transaction),
    signMany(other, { items: [{ message: '4' }] }),
  ])
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled'])
  expect(results[1]).toMatchObject({ reason: expect.any(PasskeyCancelledError) })
  expect(prompts()).toBe(before + 4)
})

test('an aborted signature leaves the queue without a prompt', async () => {
  const controller = new AbortController()
  const reason = new Error('the user left')
  const impatient = createPasskeyAccount({ client: wallet.client, ...wallet.wallet, signal: controller.signal })
  const before = prompts()
  const first = account.signMessage({ message: 'first' })
  const second = impatient.signMessage({ message: 'second' })
  controller.abort(reason)
  await expect(second).rejects.toBe(reason)
  await first
  await account.signMessage({ message: 'third' })
  expect(prompts()).toBe(before + 2)
})

test('the account’s signal aborts the prompt, the request and the polling', async () => {
  const reason = new Error('enough')
  const open = () => {
    const controller = new AbortController()
    const { signal } = controller
    return { controller, account: createPasskeyAccount({ client: wallet.client, ...wallet.wallet, signal }) }
  }
  const prompt = open()
  passkey.next('ignore')
  const prompted = prompt.account.signMessage({ message: 'hi' })
  prompt.controller.abort(reason)
  await expect(prompted).rejects.toBe(reason)

  const waiting = open()
  signer.addFault({ kind: 'pending', polls: 1_000_000 })
  const waited = waiting.account.signMessage({ message: 'hi' })
  setTimeout(() => waiting.controller.abort(reason))
  await expect(waited).rejects.toBe(reason)
})
