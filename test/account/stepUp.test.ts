import { type Hex, parseEther, parseGwei } from 'viem'
import { celo, sepolia } from 'viem/chains'
import {
  ActivityAuthenticatorsNeededError,
  AnswerMismatchError,
  findError,
  getMissingAuthenticators,
  PasskeyCancelledError,
  type PendingSignature,
  SignatureMismatchError,
  type StepUpRequest,
  signMany,
  signOut,
  UnknownCredentialError,
  waitForSignature,
} from 'viem-passkey-account'
import { getActivity, listActivities, signRawPayload } from 'viem-passkey-account/actions'
import { createProxy } from 'viem-passkey-account/server'
import { afterAll, afterEach, expect, onTestFinished, test } from 'vitest'
import { createSessionStorage } from '../harness/createSessionStorage.js'
import { type Answer, lie } from '../harness/lie.js'
import { bothSteps, dismiss, openStepUp, passkeyStep } from '../harness/openStepUp.js'

const opened = await openStepUp()
const both = await openStepUp({ steps: bothSteps })
afterAll(opened.close)
afterAll(both.close)
const { account: own, client, wallet, session, prompts, prompt, transport, createAccount, passkey } = opened
afterEach(() => {
  prompt.getFn = passkey.getFn
  transport.wrap = (fetchFn) => fetchFn
})
const { organizationId } = wallet

const transaction = {
  type: 'eip1559',
  chainId: sepolia.id,
  nonce: 3,
  gas: 21_000n,
  maxFeePerGas: parseGwei('1'),
  value: parseEther('2'),
  to: wallet.address,
} as const
const typedData = {
  domain: { name: 'Test', chainId: 1 },
  types: { Order: [{ name: 'amount', type: 'uint256' }] },
  primaryType: 'Order',
  message: { amount: 5n },
} as const
const authorization = { contractAddress: wallet.address, chainId: 1, nonce: 9 } as const
const hash: Hex = `0x${'ab'.repeat(32)}`

type Account = ReturnType<typeof createAccount>
const methods: [string, (account: Account) => Promise<unknown>, StepUpRequest][] = [
  ['sign', (account) => account.sign({ hash }), { hash }],
  ['signMessage', (account) => account.signMessage({ message: 'hello' }), { message: 'hello' }],
  ['signTypedData', (account) => account.signTypedData(typedData), { typedData }],
  ['signAuthorization', (account) => account.signAuthorization(authorization), { authorization }],
  ['signTransaction', (account) => account.signTransaction(transaction), { transaction }],
  [
    'signMany',
    (account) => signMany(account, { items: [{ message: 'one' }, { transaction }] }),
    { items: [{ message: 'one' }, { transaction }] },
  ],
]
const isSame = async (signed: unknown, sign: (account: Account) => Promise<unknown>) =>
  expect(signed).toEqual(await sign(own))

test.each(methods)('%s: with `when`, the passkey stamps it in the click’s own task', async (_name, sign, request) => {
  const asked: StepUpRequest[] = []
  const account = createAccount((request) => asked.push(request) > 0)
  const before = prompts()
  const signing = sign(account)
  expect(prompts()).toBe(before + 1)
  await isSame(await signing, sign)
  expect(prompts()).toBe(before + 2) // The other one is of `isSame`.
  expect(asked).toEqual([request])
})

test.each(methods)('%s: without, the session stamps, and the passkey approves once', async (_name, sign) => {
  const before = prompts()
  const signing = sign(createAccount())
  expect(prompts()).toBe(before)
  const signed = await signing
  expect(prompts()).toBe(before + 1)
  await isSame(signed, sign)
  await isSame(await sign(createAccount(() => false)), sign)
})

test('where the policy wants both, the passkey’s one prompt comes first and the session approves without one', async () => {
  const account = both.createAccount(() => true)
  const before = both.prompts()
  const signing = account.signMessage({ message: 'both' })
  expect(both.prompts()).toBe(before + 1)
  const signature = await signing
  expect(both.prompts()).toBe(before + 1)
  // The other way around: late.
  expect(await both.createAccount().signMessage({ message: 'both' })).toBe(signature)
  expect(both.prompts()).toBe(before + 2)
})

/** Requests a signature whose prompt is dismissed, and returns the error. */
async function fail(sign: (account: Account) => Promise<unknown>, account = createAccount()) {
  prompt.getFn = dismiss
  const error = await sign(account).catch((error) => error)
  prompt.getFn = passkey.getFn
  expect(error).toBeInstanceOf(ActivityAuthenticatorsNeededError)
  return error as ActivityAuthenticatorsNeededError
}

test.each(methods)(
  '%s: a dismissed prompt leaves it pending, and `waitForSignature` takes it up',
  async (_name, sign) => {
    const kept: PendingSignature[] = []
    const account = createAccount(undefined, { onPending: (pending) => kept.push(pending) })
    const error = await fail(sign, account)
    expect(findError(error, PasskeyCancelledError)).toBeDefined()
    expect(kept).toEqual([error.pending])
    const pending: PendingSignature = JSON.parse(JSON.stringify(error.pending))
    const state = await getActivity(client, { organizationId, activityId: pending.activityId, stamper: session })
    expect(state.status).toBe('ACTIVITY_STATUS_AUTHENTICATORS_NEEDED')

    // Anew, as after a reload. The prompt starts in the click.
    const before = prompts()
    const waiting = waitForSignature(createAccount(), { pending })
    expect(prompts()).toBe(before + 1)
    const signed = await waiting
    expect(prompts()).toBe(before + 1)
    await isSame(signed, sign)
    // And once more: the passkey has approved already.
    expect(await waitForSignature(createAccount(), { pending })).toEqual(signed)
  },
)

test('a prompt that is dismissed again leaves it pending again', async () => {
  const { pending } = await fail((account) => account.signMessage({ message: 'twice' }))
  if (!pending) throw new Error('unreachable')
  prompt.getFn = dismiss
  await expect(waitForSignature(createAccount(), { pending })).rejects.toThrow(PasskeyCancelledError)
  prompt.getFn = passkey.getFn
  expect(await waitForSignature(createAccount(), { pending })).toBe(await own.signMessage({ message: 'twice' }))
})

test('an account without a step-up gets the error at once, and waits for an approval from elsewhere', async () => {
  const account = createAccount(undefined, { stepUp: undefined })
  const before = prompts()
  const error = await account.signMessage({ message: 'alone' }).catch((error) => error)
  expect(error).toBeInstanceOf(ActivityAuthenticatorsNeededError)
  expect(error.pending).toMatchObject({ organizationId, activityId: error.activityId, needsAuthenticator: true })
  expect(prompts()).toBe(before)
  const waiting = waitForSignature(account, { pending: error.pending })
  const there = await waitForSignature(createAccount(), { pending: error.pending })
  expect(await waiting).toBe(there)
  expect(prompts()).toBe(before + 1)
})

test('a session that has ended is no second authenticator: the signature is not prompted for twice', async () => {
  const ended = await both.signInAnew()
  await signOut(both.client, { session: ended, storage: createSessionStorage() })
  const account = both.createAccount(() => true, { stamper: ended })
  const before = both.prompts()
  const error = await account.signMessage({ message: 'ended' }).catch((error) => error)
  expect(error).toBeInstanceOf(ActivityAuthenticatorsNeededError)
  expect(findError(error, UnknownCredentialError)).toBeDefined()
  expect(both.prompts()).toBe(before + 1)
  // With another session. The passkey has approved already, so the signer refuses it; the session is what was missing.
  const again = both.createAccount(undefined, { stamper: await both.signInAnew() })
  expect(await waitForSignature(again, { pending: error.pending })).toBe(
    await both.createAccount(() => true).signMessage({ message: 'ended' }),
  )
})

test('two stampers that both prompt do not ask the user twice', async () => {
  for (const when of [() => true, () => false]) {
    const account = both.createAccount(when, { stamper: { prompts: true, stamp: both.stamper.stamp } })
    const before = both.prompts()
    await expect(account.signMessage({ message: 'x' })).rejects.toThrow(ActivityAuthenticatorsNeededError)
    expect(both.prompts()).toBe(before + 1)
  }
})

test('a stamper that does not say whether it prompts is not asked for an approval beside the passkey', async () => {
  const stamper = { stamp: both.session.stamp }
  const before = both.prompts()
  const error = await both
    .createAccount(undefined, { stamper })
    .signMessage({ message: 'x' })
    .catch((error) => error)
  expect(error).toBeInstanceOf(ActivityAuthenticatorsNeededError)
  expect(both.prompts()).toBe(before)

  const stamped: unknown[] = []
  const stop = async (body: string) => {
    stamped.push(JSON.parse(body).type ?? 'a query')
    throw new RangeError('stop')
  }
  const { pending } = await both
    .createAccount(() => true, { stamper })
    .signMessage({ message: 'y' })
    .catch((error) => error)
  await expect(
    waitForSignature(both.createAccount(undefined, { stamper: { stamp: stop } }), { pending }),
  ).rejects.toThrow(RangeError)
  expect(stamped).toEqual(['a query'])
})

test('a session asks the signer what is missing, without a prompt', async () => {
  const passkeyMethod = { any: [{ type: 'AUTHENTICATION_TYPE_PASSKEY' }] }
  const sessionMethod = { any: [{ type: 'AUTHENTICATION_TYPE_SESSION' }] }
  const { pending } = await fail((account) => account.signMessage({ message: 'what' }))
  if (!pending) throw new Error('unreachable')
  const before = prompts()
  expect(await getMissingAuthenticators(createAccount(), { pending })).toEqual([passkeyMethod])
  expect(prompts()).toBe(before)
  await waitForSignature(createAccount(), { pending })
  expect(await getMissingAuthenticators(createAccount(), { pending })).toEqual([])

  // Stamped by the passkey alone, where both are wanted.
  const alone = both.createAccount(undefined, { stamper: both.stamper, stepUp: undefined })
  const error = await alone.signMessage({ message: 'what' }).catch((error) => error)
  expect(await getMissingAuthenticators(both.createAccount(), error)).toEqual([sessionMethod])
})

test('the default paths of a proxy are enough to sign, to ask what is missing and to approve late', async () => {
  const behind = await openStepUp()
  onTestFinished(behind.close)
  behind.transport.wrap = (fetchFn) => createProxy({ upstream: 'https://signer.test', fetchFn })
  behind.prompt.getFn = dismiss
  const account = behind.createAccount(() => false)
  const error: unknown = await account.signMessage({ message: 'x' }).catch((error) => error)
  const pending = findError(error, ActivityAuthenticatorsNeededError)?.pending
  if (!pending) throw new Error('unreachable')
  expect(await getMissingAuthenticators(account, { pending })).toEqual(passkeyStep)
  behind.prompt.getFn = behind.passkey.getFn
  expect(await waitForSignature(account, { pending })).toMatch(/^0x/)
})

test('an action takes the passkey as its approver', async () => {
  const before = prompts()
  const parameters = {
    organizationId,
    signWith: wallet.address,
    payload: hash,
    encoding: 'PAYLOAD_ENCODING_HEXADECIMAL',
    hashFunction: 'HASH_FUNCTION_NO_OP',
    stamper: session,
  } as const
  await expect(signRawPayload(client, parameters)).rejects.toThrow(ActivityAuthenticatorsNeededError)
  expect(prompts()).toBe(before)
  expect(await signRawPayload(client, { ...parameters, approver: opened.stamper })).toMatchObject({ v: /^0[01]$/ })
  expect(prompts()).toBe(before + 1)
})

test('what `when` throws is thrown before anything is stamped or sent', async () => {
  const account = createAccount(() => {
    throw new RangeError('no')
  })
  const before = (await listActivities(client, { organizationId, stamper: session })).length
  await expect(account.signMessage({ message: 'x' })).rejects.toThrow(RangeError)
  expect((await listActivities(client, { organizationId, stamper: session })).length).toBe(before)
})

test('the approval polls an activity that is not final yet, with one prompt', async () => {
  let approvals = 0
  const approve_activity = ({ activity }: Answer) =>
    ++approvals <= 3 ? { activity: { ...activity, status: 'ACTIVITY_STATUS_PENDING', result: null } } : undefined
  transport.wrap = (fetchFn) => lie(fetchFn, { approve_activity })
  const before = prompts()
  expect(await createAccount().signMessage({ message: 'slow' })).toBe(
    await createAccount(() => true).signMessage({ message: 'slow' }),
  )
  expect(approvals).toBe(4)
  expect(prompts()).toBe(before + 2)
})

const otherResult = async () => ({
  signRawPayloadResult: await signRawPayload(client, {
    organizationId,
    signWith: wallet.address,
    payload: hash,
    encoding: 'PAYLOAD_ENCODING_HEXADECIMAL',
    hashFunction: 'HASH_FUNCTION_NO_OP',
  }),
})

/** Lies about the activity in the answer to the approval. */
const lies: [string, (activity: Answer) => unknown, new (...parameters: never) => Error][] = [
  ['another activity', () => ({ id: crypto.randomUUID() }), AnswerMismatchError],
  ['another body', () => ({ fingerprint: `sha256:${'0'.repeat(64)}` }), AnswerMismatchError],
  ['another organization', () => ({ organizationId: crypto.randomUUID() }), AnswerMismatchError],
  ['another type', () => ({ type: 'ACTIVITY_TYPE_CREATE_WALLET' }), AnswerMismatchError],
  ['no result', () => ({ result: {} }), AnswerMismatchError],
  ['the signature of something else', async () => ({ result: await otherResult() }), SignatureMismatchError],
  [
    'a changed signature',
    ({ result: { signRawPayloadResult } }) => ({
      result: { signRawPayloadResult: { ...signRawPayloadResult, r: '11'.repeat(32) } },
    }),
    SignatureMismatchError,
  ],
]

test.each(lies)('a signer that answers the approval with %s is not believed', async (_name, change, Class) => {
  const approve_activity = async ({ activity }: Answer) => ({
    activity: { ...activity, ...Object(await change(activity)) },
  })
  transport.wrap = (fetchFn) => lie(fetchFn, { approve_activity })
  await expect(createAccount().signMessage({ message: 'lie' })).rejects.toThrow(Class)
})

test('a signer that asks for the passkey whatever it gets asks for it once', async () => {
  transport.wrap = (fetchFn) => {
    const ask = (answer: Answer) => ({
      activity: { ...answer.activity, status: 'ACTIVITY_STATUS_AUTHENTICATORS_NEEDED', result: null },
    })
    return lie(fetchFn, { approve_activity: ask, sign_raw_payload: ask })
  }
  for (const when of [() => true, () => false]) {
    const before = prompts()
    await expect(createAccount(when).signMessage({ message: 'again' })).rejects.toThrow(
      ActivityAuthenticatorsNeededError,
    )
    expect(prompts()).toBe(before + 1)
  }
})

test('a pending signature that was changed prompts for nothing', async () => {
  const { pending } = await fail((account) => account.signMessage({ message: 'pay Anna' }))
  const other = await fail((account) => account.signMessage({ message: 'pay Eve' }))
  if (!pending || !other.pending) throw new Error('unreachable')
  const before = prompts()
  for (const changed of [
    { ...pending, body: other.pending.body },
    { ...pending, fingerprint: other.pending.fingerprint },
    { ...pending, organizationId: crypto.randomUUID() },
  ])
    await expect(waitForSignature(createAccount(), { pending: changed })).rejects.toThrow('`pending` belongs')
  expect(prompts()).toBe(before)
  // The id of another activity: the approval is of the body all the same.
  await expect(
    waitForSignature(createAccount(), { pending: { ...pending, activityId: other.pending.activityId } }),
  ).rejects.toThrow(AnswerMismatchError)
})

test('a transaction that the signing API cannot parse is approved late and returned serialized', async () => {
  const celoTransaction = {
    type: 'cip64',
    chainId: celo.id,
    nonce: 1,
    gas: 21_000n,
    maxFeePerGas: 1n,
    maxPriorityFeePerGas: 1n,
    to: wallet.address,
    feeCurrency: wallet.address,
  } as const
  const sign = (account: Account) =>
    account.signTransaction(celoTransaction as never, { serializer: celo.serializers.transaction as never })
  const before = prompts()
  const signed = await sign(createAccount())
  expect(prompts()).toBe(before + 1)
  expect(signed).toMatch(/^0x7b/)
  await isSame(signed, sign)
})
