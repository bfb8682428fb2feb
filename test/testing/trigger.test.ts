import { generatePrivateKey } from 'viem/accounts'
import * as errors from 'viem-passkey-account'
import {
  addPasskey,
  apiKeyStamper,
  createPasskey,
  createPasskeyAccount,
  createSessionKey,
  createSignerClient,
  exportWallet,
  importPrivateKey,
  indexedDbStorage,
  PasskeyAccountError,
  removePasskey,
  type Session,
  signIn,
  signMany,
  signUp,
} from 'viem-passkey-account'
import { sendSignedRequest, whoami } from 'viem-passkey-account/actions'
import { parsePolicy } from 'viem-passkey-account/policies'
import { createSignUpHandler } from 'viem-passkey-account/server'
import { connectFaults, createVirtualPasskey, type FaultTarget, trigger } from 'viem-passkey-account/testing'
import { createTestWallet } from 'viem-passkey-account/testing/node'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { readErrors } from '../docs/readErrors.js'

/** The sections of docs/errors.md whose errors an app cannot meet. */
const outsideOfApps = ['The local signer', 'The test kit']
/** Base classes, which are never thrown. */
const bases = ['SignerError', 'PasskeyAccountError']

type Trigger = keyof typeof trigger
type Wallet = Awaited<ReturnType<typeof openWallet>>
/** What makes the error happen, and the call that fails with it. */
type Case = { arrange: () => Promise<unknown>; meet: () => Promise<unknown> }

async function openWallet(http: boolean) {
  const opened = await createTestWallet({ http })
  onTestFinished(opened.close)
  const signer: FaultTarget = opened.signer.url ? connectFaults({ url: opened.signer.url }) : opened.signer
  return { ...opened, signer }
}

const rp = { id: 'localhost' }
const user = { name: 'ben@example.com' }
const message = 'hello'

const registering = ({ passkey }: Wallet) => ({
  meet: () => createPasskey({ rp, user, createFn: passkey.createFn }),
})
const signing = ({ account }: Wallet) => ({ meet: () => account.signMessage({ message }) })

function openSession({ client, organization }: Wallet, key: Awaited<ReturnType<typeof createSessionKey>>) {
  const storage = { load: async () => undefined, save: async () => {}, remove: async () => {} }
  return signIn(client, { organizationId: organization.organizationId, key, storage })
}

/** Hit one request or prompt. */
const passing: Partial<Record<Trigger, (wallet: Wallet) => Case | Promise<Case>>> = {
  PasskeyCancelledError: (wallet) => ({ arrange: () => trigger.PasskeyCancelledError(wallet), ...signing(wallet) }),
  PasskeyUnsupportedError: (wallet) => ({
    arrange: () => trigger.PasskeyUnsupportedError(wallet),
    ...registering(wallet),
  }),
  InvalidRpIdError: (wallet) => ({ arrange: () => trigger.InvalidRpIdError(wallet), ...signing(wallet) }),
  PasskeyAlreadyRegisteredError: (wallet) => ({
    arrange: () => trigger.PasskeyAlreadyRegisteredError(wallet),
    ...registering(wallet),
  }),
  PasskeyConstraintError: (wallet) => ({
    arrange: () => trigger.PasskeyConstraintError(wallet),
    ...registering(wallet),
  }),
  PasskeyCeremonyError: (wallet) => ({ arrange: () => trigger.PasskeyCeremonyError(wallet), ...signing(wallet) }),

  AddPasskeyError: (wallet) => ({
    arrange: () => trigger.AddPasskeyError(wallet),
    meet: () =>
      addPasskey(wallet.client, {
        ...wallet.wallet,
        passkeys: [],
        rp,
        user,
        createFn: createVirtualPasskey({ rpId: 'localhost', origin: 'http://localhost' }).createFn,
      }),
  }),
  SignUpError: (wallet) => {
    const { client, organizationId } = wallet.organization
    const fetchFn = createSignUpHandler({ client, organizationId })
    const url = 'https://app.example.com/sign-up'
    return {
      arrange: () => trigger.SignUpError(wallet),
      meet: () => signUp({ url, rp, user, createFn: wallet.passkey.createFn, fetchFn }),
    }
  },
  ImportError: (wallet) => ({
    arrange: () => trigger.ImportError(wallet),
    meet() {
      const privateKey = generatePrivateKey()
      return importPrivateKey(wallet.client, { ...wallet.wallet, privateKeyName: privateKey.slice(-8), privateKey })
    },
  }),
  async LastPasskeyError(wallet) {
    const stamper: Session = await openSession(wallet, await createSessionKey())
    const { organizationId, userId } = wallet.wallet
    const as = { organizationId, userId, stamper }
    const { createFn } = createVirtualPasskey({ rpId: 'localhost', origin: 'http://localhost' })
    const added = await addPasskey(wallet.client, { ...as, passkeys: [], rp, user, createFn })
    return {
      arrange: () => trigger.LastPasskeyError({ ...wallet, ...added }),
      meet: () => removePasskey(wallet.client, { ...as, ...added, rpId: rp.id }),
    }
  },

  SignerUnreachableError: (wallet) => ({ arrange: () => trigger.SignerUnreachableError(wallet), ...signing(wallet) }),
  SignerConnectionLostError: (wallet) => ({
    arrange: () => trigger.SignerConnectionLostError(wallet),
    ...signing(wallet),
  }),
  SignerTimeoutError: (wallet) => {
    const client = createSignerClient({ ...wallet.client, timeout: 100 })
    const account = createPasskeyAccount({ client, ...wallet.wallet })
    return {
      arrange: () => trigger.SignerTimeoutError({ ...wallet, ms: 1_000 }),
      meet: () => account.signMessage({ message }),
    }
  },
  SignerAnswerError: (wallet) => ({ arrange: () => trigger.SignerAnswerError(wallet), ...signing(wallet) }),

  SignerRequestError: (wallet) => ({ arrange: () => trigger.SignerRequestError(wallet), ...signing(wallet) }),
  StampRejectedError: (wallet) => ({ arrange: () => trigger.StampRejectedError(wallet), ...signing(wallet) }),
  UnknownCredentialError: (wallet) => ({ arrange: () => trigger.UnknownCredentialError(wallet), ...signing(wallet) }),
  CredentialConflictError: (wallet) => ({ arrange: () => trigger.CredentialConflictError(wallet), ...signing(wallet) }),
  NotPermittedError: (wallet) => ({ arrange: () => trigger.NotPermittedError(wallet), ...signing(wallet) }),
  ClockSkewError: (wallet) => ({ arrange: () => trigger.ClockSkewError(wallet), ...signing(wallet) }),

  ActivityApprovalNeededError: (wallet) => ({
    arrange: () => trigger.ActivityApprovalNeededError(wallet),
    ...signing(wallet),
  }),
  ActivityAuthenticatorsNeededError: (wallet) => ({
    arrange: () => trigger.ActivityAuthenticatorsNeededError(wallet),
    ...signing(wallet),
  }),
  ActivityRejectedError: (wallet) => ({ arrange: () => trigger.ActivityRejectedError(wallet), ...signing(wallet) }),
  ActivityFailedError: (wallet) => ({ arrange: () => trigger.ActivityFailedError(wallet), ...signing(wallet) }),
  AnswerMismatchError: (wallet) => ({ arrange: () => trigger.AnswerMismatchError(wallet), ...signing(wallet) }),
  SignatureMismatchError: (wallet) => ({
    arrange: () => trigger.SignatureMismatchError(wallet),
    meet: () => signMany(wallet.account, { items: [{ message }, { message }] }),
  }),
}

/** Stay until they are undone, the page is reloaded or the clock is set back. */
const staying: Partial<Record<Trigger, (wallet: Wallet) => Case | Promise<Case>>> = {
  InsecureContextError: () => ({
    arrange: async () => onTestFinished(await trigger.InsecureContextError()),
    meet: () => createPasskey({ rp, user }),
  }),
  WebCryptoUnavailableError: ({ client, wallet }) => ({
    arrange: async () => onTestFinished(await trigger.WebCryptoUnavailableError()),
    meet: () => exportWallet(client, wallet),
  }),
  async SessionExpiredError(wallet) {
    vi.useFakeTimers({ toFake: ['Date'] })
    onTestFinished(() => void vi.useRealTimers())
    const session = await openSession(wallet, await createSessionKey())
    const { organizationId } = wallet.wallet
    await whoami(wallet.client, { organizationId, stamper: session })
    return {
      arrange: () => trigger.SessionExpiredError({ session, clock: vi }),
      meet: () => whoami(wallet.client, { organizationId, stamper: session }),
    }
  },
  SessionStorageError: () => ({
    arrange: async () => onTestFinished(await trigger.SessionStorageError()),
    meet: () => indexedDbStorage().load(),
  }),
}

/** Mistakes in the code: the trigger returns the mistake. */
const mistakes: Partial<Record<Trigger, (wallet: Wallet) => unknown>> = {
  ChainIdMissingError: ({ account }) => account.signTransaction(trigger.ChainIdMissingError()),
  TransactionNotSignableError: ({ account }) => account.signTransaction(...trigger.TransactionNotSignableError()),
  InvalidParameterError: ({ account }) => account.sign(trigger.InvalidParameterError()),
  StamperMissingError: ({ client, wallet }) =>
    whoami(trigger.StamperMissingError({ client }), { organizationId: wallet.organizationId }),
  InvalidApiKeyError: () => apiKeyStamper(trigger.InvalidApiKeyError()).stamp('{}'),
  InvalidSignedRequestError: ({ client }) =>
    sendSignedRequest(client, { request: trigger.InvalidSignedRequestError() }),
  PolicyExpressionError: () => parsePolicy(trigger.PolicyExpressionError()),
}

/** The class of what is thrown, at once or later. */
async function classOf(run: () => unknown): Promise<unknown> {
  const thrown: unknown = await (async () => run())().then(
    () => undefined,
    (error: unknown) => error,
  )
  return thrown instanceof PasskeyAccountError ? thrown.constructor : thrown
}
const classNamed = (name: string): unknown => Object.entries(errors).find(([exported]) => exported === name)?.[1]

test('there is one trigger for each error of docs/errors.md that an app can meet', () => {
  const named = readErrors().flatMap(({ name, section }) =>
    outsideOfApps.includes(section) || bases.includes(name) ? [] : [name],
  )
  expect(Object.keys(trigger).toSorted()).toEqual(named.toSorted())
  expect(Object.keys({ ...passing, ...staying, ...mistakes }).toSorted()).toEqual(named.toSorted())
})

describe.each([
  ['in process', false],
  ['over HTTP', true],
])('%s', (_way, http) => {
  test.each(Object.entries(passing))('%s, once', async (name, open) => {
    const { arrange, meet } = await open(await openWallet(http))
    await arrange()
    expect(await classOf(meet)).toBe(classNamed(name))
    await meet()
  })
})

const typedData = {
  domain: { name: 'Shop', chainId: 1 },
  types: { Order: [{ name: 'item', type: 'string' }] },
  primaryType: 'Order',
  message: { item: 'Tea' },
} as const
const transaction = {
  type: 'eip1559',
  chainId: 1,
  to: '0x000000000000000000000000000000000000beef',
  gas: 21_000n,
} as const
test.each<[string, (account: Wallet['account']) => Promise<unknown>]>([
  ['a message', (account) => account.signMessage({ message })],
  ['a hash', (account) => account.sign({ hash: `0x${'01'.repeat(32)}` })],
  ['typed data', (account) => account.signTypedData(typedData)],
  ['an authorization', (account) => account.signAuthorization({ address: transaction.to, chainId: 1, nonce: 0 })],
  ['a transaction', (account) => account.signTransaction(transaction)],
  ['many', (account) => signMany(account, { items: [{ message }, { typedData }] })],
])('SignatureMismatchError: %s', async (_, sign) => {
  const wallet = await openWallet(false)
  await sign(wallet.account)
  await trigger.SignatureMismatchError(wallet)
  expect(await classOf(() => sign(wallet.account))).toBe(errors.SignatureMismatchError)
  await sign(wallet.account)
})

test.each(Object.entries(staying))('%s, from then on', async (name, open) => {
  const { arrange, meet } = await open(await openWallet(false))
  await arrange()
  expect(await classOf(meet)).toBe(classNamed(name))
  expect(await classOf(meet)).toBe(classNamed(name))
})

describe('what is taken from the realm', () => {
  test.each<[string, () => Promise<() => Promise<void>>, object, string]>([
    ['isSecureContext', trigger.InsecureContextError, globalThis, 'isSecureContext'],
    ['crypto.subtle', trigger.WebCryptoUnavailableError, globalThis.crypto, 'subtle'],
    ['indexedDB', trigger.SessionStorageError, globalThis, 'indexedDB'],
  ])('can be given back: %s', async (_, take, owner, name) => {
    const read = () => ({
      keys: Reflect.ownKeys(owner),
      value: Reflect.get(owner, name),
      own: Object.getOwnPropertyDescriptor(owner, name),
    })
    const check = async (): Promise<void> => {
      const before = read()
      const undo = await take()
      onTestFinished(undo)
      const undoAgain = await take()
      expect(Reflect.get(owner, name)).not.toBe(before.value ?? true)
      await undo()
      expect(read()).toEqual(before)
      await undo()
      await undoAgain()
      expect(read()).toEqual(before)
    }
    await check()
    // A realm of its own has these as own properties, as browsers do.
    Object.defineProperty(owner, name, { configurable: true, enumerable: true, get: () => 'its own' })
    onTestFinished(() => void Reflect.deleteProperty(owner, name))
    await check()
  })

  test('a test wallet is created after that', async () => {
    const undo = await trigger.WebCryptoUnavailableError()
    onTestFinished(undo)
    await undo()
    await (await openWallet(false)).account.signMessage({ message })
  })
})

test.each(Object.entries(mistakes))('%s', async (name, make) => {
  const wallet = await openWallet(false)
  expect(await classOf(() => make(wallet))).toBe(classNamed(name))
})

test('a trigger can be limited to an endpoint and an organization', async () => {
  const wallet = await openWallet(true)
  const { organizationId } = wallet.wallet
  await trigger.NotPermittedError({ ...wallet, on: ['whoami'], organizationId })
  await wallet.account.signMessage({ message })
  await whoami(wallet.organization.client, { organizationId: wallet.organization.organizationId })
  expect(await classOf(() => whoami(wallet.client, { organizationId }))).toBe(errors.NotPermittedError)
})

test('faults over HTTP can be cleared, and a signer without --faults refuses them', async () => {
  const { close, signer } = await createTestWallet({ http: true, signer: { faults: false } })
  onTestFinished(close)
  const refused = connectFaults({ url: signer.url ?? '' })
  await expect(trigger.ActivityRejectedError({ signer: refused })).rejects.toThrow('--faults')

  const other = await createTestWallet()
  onTestFinished(other.close)
  const faults = connectFaults({ url: 'https://signer.test', fetchFn: other.signer.fetch })
  await trigger.ActivityRejectedError({ signer: faults })
  await faults.clearFaults()
  await other.account.signMessage({ message })
})
