import {
  ActivityApprovalNeededError,
  apiKeyStamper,
  createPasskey,
  createPasskeyAccount,
  createSessionKey,
  createSignerClient,
  findError,
  type PasskeyAccount,
  PasskeyAccountError,
  type PendingSignature,
  restoreSession,
  type SessionKey,
  signIn,
  signMany,
  signUp,
  waitForSignature,
  webAuthnStamper,
} from 'viem-passkey-account'
import {
  approveActivity,
  query,
  rejectActivity,
  sendSignedRequest,
  stampRequest,
  submit,
} from 'viem-passkey-account/actions'
import { createSignUpHandler } from 'viem-passkey-account/server'
import { createVirtualPasskey, trigger } from 'viem-passkey-account/testing'
import { createTestWallet, type TestWallet } from 'viem-passkey-account/testing/node'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { readErrorTypes } from './readErrorTypes.js'

const errorTypes = readErrorTypes([
  'src/index.ts',
  'src/actions/index.ts',
  'src/policies/index.ts',
  'src/provider/index.ts',
])

let wallet: TestWallet
let account: PasskeyAccount
beforeAll(async () => {
  wallet = await createTestWallet()
  // Short, so that a signer that is slow on purpose is too slow.
  account = createPasskeyAccount({ client: createSignerClient({ ...wallet.client, timeout: 100 }), ...wallet.wallet })
})
afterAll(() => wallet.close())

type TriggerName = keyof typeof trigger
/** Makes the next call fail; undefined where the call itself is the mistake. */
type Arrange = () => unknown
/** What happens, and the call that then fails. */
type Case = [error: TriggerName, arrange: Arrange | undefined, call: () => unknown]

const message = 'hello'
const hash = `0x${'ab'.repeat(32)}` as const
const typedData = {
  types: { Mail: [{ name: 'text', type: 'string' }] },
  primaryType: 'Mail',
  message: { text: 'hi' },
} as const
const authorization = { address: '0x000000000000000000000000000000000000beef', chainId: 1, nonce: 0 } as const
const transaction = { type: 'eip1559', chainId: 1, gas: 21_000n } as const
const rp = { id: 'localhost' }
const user = { name: 'ben@example.com' }

const connectionErrors = [
  'SignerUnreachableError',
  'SignerConnectionLostError',
  'SignerAnswerError',
  'SignerRequestError',
  'StampRejectedError',
  'UnknownCredentialError',
  'CredentialConflictError',
  'NotPermittedError',
  'ClockSkewError',
] as const
const activityErrors = [
  'ActivityApprovalNeededError',
  'ActivityAuthenticatorsNeededError',
  'ActivityRejectedError',
  'ActivityFailedError',
  'AnswerMismatchError',
] as const
const passkeyErrors = ['PasskeyCancelledError', 'InvalidRpIdError', 'PasskeyCeremonyError'] as const
const registrationErrors = [
  ...passkeyErrors,
  'PasskeyUnsupportedError',
  'PasskeyAlreadyRegisteredError',
  'PasskeyConstraintError',
] as const

/** Of the next request to these endpoints; to any activity without any. */
const atSigner = (
  call: () => unknown,
  names: readonly (typeof connectionErrors | typeof activityErrors)[number][],
  on?: string[],
): Case[] => names.map((name) => [name, () => trigger[name]({ ...wallet, ...(on && { on }) }), call])
const atTimeout = (call: () => unknown, on?: string[]): Case => [
  'SignerTimeoutError',
  () => trigger.SignerTimeoutError({ ...wallet, ms: 1_000, ...(on && { on }) }),
  call,
]
const atPrompt = (call: () => unknown): Case[] => passkeyErrors.map((name) => [name, () => trigger[name](wallet), call])
const newPasskey = createVirtualPasskey({ rpId: 'localhost', origin: 'http://localhost' })
const atRegistration = (call: () => unknown): Case[] =>
  registrationErrors.map((name) => [name, () => trigger[name]({ passkey: newPasskey }), call])
const inInsecurePage = (call: () => unknown): Case => [
  'InsecureContextError',
  async () => onTestFinished(await trigger.InsecureContextError()),
  call,
]
/** What any call with a passkey that submits an activity may meet. */
const submitting = (call: () => unknown, on?: string[]): Case[] => [
  ...atSigner(call, [...connectionErrors, ...activityErrors], on),
  atTimeout(call, on),
  ...atPrompt(call),
]
const signing = (call: () => unknown): Case[] => [
  ...submitting(call),
  ['SignatureMismatchError', () => trigger.SignatureMismatchError(wallet), call],
]
const withoutStamper = () => createPasskeyAccount({ client: trigger.StamperMissingError(wallet), ...wallet.wallet })

let wallets = 0
const createWallet = () => ({
  type: 'ACTIVITY_TYPE_CREATE_WALLET',
  organizationId: account.organizationId,
  parameters: { walletName: `Wallet ${wallets++}`, accounts: [] },
})
const whoami = () => ({ path: '/public/v1/query/whoami', body: { organizationId: account.organizationId } })

let pending: PendingSignature
/** The next `waitForSignature` is for a signature that waits, and that somebody has decided on. */
async function decide(vote: typeof approveActivity | typeof rejectActivity): Promise<void> {
  await trigger.ActivityApprovalNeededError(wallet)
  const error = findError(
    await account.signMessage({ message }).catch((error: unknown) => error),
    ActivityApprovalNeededError,
  )
  if (!error?.pending) throw new Error('Nothing waits for approval.')
  pending = error.pending
  const { organizationId, body } = pending
  await vote(wallet.client, { organizationId, body })
}
const waiting = (): Case[] => {
  const call = () => waitForSignature(account, { pending })
  const decided = (cases: Case[]): Case[] =>
    cases.map(([error, arrange, call]) => [error, () => decide(approveActivity).then(arrange), call])
  // A connection that fails is tried again.
  const refusals = connectionErrors.filter((name) => !/Unreachable|Lost/.test(name))
  const on = ['get_activity']
  return [
    ...decided([
      ...atSigner(call, [...refusals, 'AnswerMismatchError'], on),
      ...atPrompt(call),
      ['SignatureMismatchError', () => trigger.SignatureMismatchError({ ...wallet, on }), call],
      ['StamperMissingError', () => undefined, () => waitForSignature(withoutStamper(), { pending })],
      [
        'InvalidParameterError',
        () => undefined,
        () => waitForSignature(account, { pending: { ...pending, body: '' } }),
      ],
    ]),
    ['ActivityRejectedError', () => decide(rejectActivity), call],
  ]
}

const storage = { load: async () => undefined, save: async () => {}, remove: async () => {} }
const signingIn = async (more: Partial<signIn.Parameters> = {}) => {
  const { organizationId } = wallet.organization
  return signIn(account.signerClient, { organizationId, key, storage, ...more })
}
let key: SessionKey
beforeAll(async () => {
  key = await createSessionKey()
})
/** Creates a new key before each call, since a key is for one session. */
const withNewKey = (cases: Case[]): Case[] =>
  cases.map(([error, arrange, call]) => [
    error,
    async () => {
      key = await createSessionKey()
      await arrange?.()
    },
    call,
  ])
const register = () => createPasskey({ rp, user, createFn: newPasskey.createFn })
const registerUser = () => {
  const { client, organizationId } = wallet.organization
  const fetchFn = createSignUpHandler({ client, organizationId })
  return signUp({ url: 'https://app.example/sign-up', rp, user, createFn: newPasskey.createFn, fetchFn })
}

const functions: [name: string, errorType: string, cases: () => Case[]][] = [
  [
    'account.sign',
    'createPasskeyAccount.SignErrorType',
    () => [
      ...signing(() => account.sign({ hash })),
      ['InvalidParameterError', undefined, () => account.sign(trigger.InvalidParameterError())],
      ['StamperMissingError', undefined, () => withoutStamper().sign({ hash })],
    ],
  ],
  ['account.signMessage', 'createPasskeyAccount.SignErrorType', () => signing(() => account.signMessage({ message }))],
  [
    'account.signTypedData',
    'createPasskeyAccount.SignErrorType',
    () => signing(() => account.signTypedData(typedData)),
  ],
  [
    'account.signAuthorization',
    'createPasskeyAccount.SignErrorType',
    () => signing(() => account.signAuthorization(authorization)),
  ],
  [
    'account.signTransaction',
    'createPasskeyAccount.SignErrorType',
    () => [
      ...signing(() => account.signTransaction(transaction)),
      ['ChainIdMissingError', undefined, () => account.signTransaction(trigger.ChainIdMissingError())],
      [
        'TransactionNotSignableError',
        undefined,
        () => account.signTransaction(...trigger.TransactionNotSignableError()),
      ],
    ],
  ],
  [
    'createPasskeyAccount',
    'createPasskeyAccount.ErrorType',
    () => [
      [
        'InvalidParameterError',
        undefined,
        () => createPasskeyAccount({ client: wallet.client, ...wallet.wallet, publicKey: '0x04' }),
      ],
    ],
  ],
  [
    'signMany',
    'signMany.ErrorType',
    () => [
      ...signing(() => signMany(account, { items: [{ message }, { typedData }] })),
      [
        'ChainIdMissingError',
        undefined,
        () => signMany(account, { items: [{ transaction: trigger.ChainIdMissingError() }] }),
      ],
      [
        'TransactionNotSignableError',
        undefined,
        () => {
          const [transaction, { serializer }] = trigger.TransactionNotSignableError()
          return signMany(account, { items: [{ transaction, serializer }] })
        },
      ],
      ['InvalidParameterError', undefined, () => signMany(account, { items: [trigger.InvalidParameterError()] })],
      ['StamperMissingError', undefined, () => signMany(withoutStamper(), { items: [{ message }] })],
    ],
  ],
  ['waitForSignature', 'waitForSignature.ErrorType', waiting],
  [
    'submit',
    'submit.ErrorType',
    () => [
      ...submitting(() => submit(account.signerClient, createWallet())),
      ['StamperMissingError', undefined, () => submit(trigger.StamperMissingError(wallet), createWallet())],
      [
        'InvalidApiKeyError',
        undefined,
        () => submit(wallet.client, { ...createWallet(), stamper: apiKeyStamper(trigger.InvalidApiKeyError()) }),
      ],
      [
        'SessionExpiredError',
        undefined,
        async () => {
          key = await createSessionKey()
          const { organizationId, userId, wallets, expiresAt } = await signingIn()
          const stored = { key, organizationId, userId, wallets: [...wallets], expiresAt }
          let time = 0
          const { session } = await restoreSession({
            storage: { ...storage, load: async () => stored },
            now: () => time,
          })
          time = expiresAt
          return submit(wallet.client, { ...createWallet(), stamper: session })
        },
      ],
    ],
  ],
  [
    'query',
    'query.ErrorType',
    () => {
      const call = () => query(account.signerClient, whoami())
      return [
        ...atSigner(call, connectionErrors, ['whoami']),
        atTimeout(call, ['whoami']),
        ...atPrompt(call),
        ['StamperMissingError', undefined, () => query(trigger.StamperMissingError(wallet), whoami())],
      ]
    },
  ],
  [
    'sendSignedRequest',
    'sendSignedRequest.ErrorType',
    () => {
      const call = async () =>
        sendSignedRequest(account.signerClient, { request: await stampRequest(wallet.client, createWallet()) })
      return [
        ...atSigner(call, connectionErrors),
        atTimeout(call),
        [
          'InvalidSignedRequestError',
          undefined,
          () => sendSignedRequest(wallet.client, { request: trigger.InvalidSignedRequestError() }),
        ],
      ]
    },
  ],
  [
    'createPasskey',
    'createPasskey.ErrorType',
    () => [...atRegistration(register), inInsecurePage(() => createPasskey({ rp, user }))],
  ],
  [
    'signUp',
    'signUp.ErrorType',
    () => [...atRegistration(registerUser), ['SignUpError', () => trigger.SignUpError(wallet), registerUser]],
  ],
  [
    'signIn',
    'signIn.ErrorType',
    () =>
      withNewKey([
        ...submitting(() => signingIn()),
        ...atSigner(() => signingIn(), connectionErrors, ['list_wallet_accounts']),
        ['InvalidParameterError', undefined, () => signingIn({ expirationSeconds: 0 })],
      ]),
  ],
  [
    'webAuthnStamper',
    'webAuthnStamper.ErrorType',
    () => [['InvalidRpIdError', undefined, () => webAuthnStamper({ rpId: 'https://example.com' })]],
  ],
  [
    'stamp of webAuthnStamper',
    'webAuthnStamper.StampErrorType',
    () => [
      ...atPrompt(() => webAuthnStamper({ rpId: 'localhost', getFn: wallet.passkey.getFn }).stamp('{}')),
      // Node has no passkeys.
      ['PasskeyUnsupportedError', undefined, () => webAuthnStamper({ rpId: 'localhost' }).stamp('{}')],
      inInsecurePage(() => webAuthnStamper({ rpId: 'localhost' }).stamp('{}')),
    ],
  ],
  [
    'apiKeyStamper',
    'apiKeyStamper.ErrorType',
    () => [['InvalidApiKeyError', undefined, () => apiKeyStamper({ publicKey: '02', privateKey: '00' })]],
  ],
  [
    'stamp of apiKeyStamper',
    'apiKeyStamper.StampErrorType',
    () => [['InvalidApiKeyError', undefined, () => apiKeyStamper(trigger.InvalidApiKeyError()).stamp('{}')]],
  ],
]

test.each(functions)('%s throws what it declares', async (_name, errorType, list) => {
  const cases = list()
  const thrown: string[] = []
  for (const [, arrange, call] of cases) {
    await arrange?.()
    const error: unknown = await (async () => call())().then(
      () => new Error('Nothing was thrown.'),
      (error: unknown) => error,
    )
    thrown.push(error instanceof PasskeyAccountError ? error.constructor.name : String(error))
  }
  expect(thrown).toEqual(cases.map(([error]) => error))
  expect(errorTypes.get(errorType)).toEqual(expect.arrayContaining(thrown))
})

test('every union of errors names classes', () => {
  const unions = [...errorTypes].flatMap(([union, names]) => names.map((name) => ({ union, name })))
  expect(unions.filter(({ name }) => !/^[A-Z]\w+Error(Type)?$/.test(name))).toEqual([])
  expect(errorTypes.size).toBeGreaterThan(40)
})
