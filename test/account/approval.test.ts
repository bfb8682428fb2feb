import { type Hex, parseGwei, recoverMessageAddress, type SignedAuthorization, sidecarsToVersionedHashes } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import {
  ActivityApprovalNeededError,
  ActivityRejectedError,
  createPasskey,
  createPasskeyAccount,
  createSignerClient,
  InvalidParameterError,
  type PasskeyAccount,
  type PendingSignature,
  SignerRequestError,
  signMany,
  waitForSignature,
  webAuthnStamper,
} from 'viem-passkey-account'
import { approveActivity, rejectActivity, submit } from 'viem-passkey-account/actions'
import { createVirtualPasskey } from 'viem-passkey-account/testing'
import { createTestWallet } from 'viem-passkey-account/testing/node'
import { afterAll, expect, test } from 'vitest'
import { importAccount } from './importAccount.js'

const privateKey = generatePrivateKey()
const own = privateKeyToAccount(privateKey)
let now = Date.now()
const opened = await createTestWallet({ privateKey, pollingInterval: 1, now: () => now })
const { account, signer, prompts, wallet } = opened
afterAll(opened.close)

/** Adds a second root user, with another passkey, and sets a quorum of two. */
async function addApprover() {
  const rpId = 'localhost'
  const passkey = createVirtualPasskey({ rpId, origin: 'http://localhost' })
  const { challenge, attestation } = await createPasskey({
    rp: { id: rpId },
    user: { name: 'bert' },
    createFn: passkey.createFn,
  })
  const { organizationId } = wallet
  const { result } = await submit(opened.client, {
    type: 'ACTIVITY_TYPE_CREATE_USERS_V4',
    organizationId,
    parameters: {
      users: [
        {
          userName: 'bert',
          apiKeys: [],
          authenticators: [{ authenticatorName: 'Phone', challenge, attestation }],
          oauthProviders: [],
          userTags: [],
        },
      ],
    },
  })
  const { userIds } = (result as { createUsersResult: { userIds: string[] } }).createUsersResult
  await submit(opened.client, {
    type: 'ACTIVITY_TYPE_UPDATE_ROOT_QUORUM',
    organizationId,
    parameters: { threshold: 2, userIds: [wallet.userId, ...userIds] },
  })
  const client = createSignerClient({
    url: 'https://signer.test',
    fetchFn: signer.fetch,
    pollingInterval: 1,
    now: () => now,
    stamper: webAuthnStamper({ rpId, getFn: passkey.getFn }),
  })
  return { client, prompts: () => passkey.prompts.length }
}
const approver = await addApprover()
const { organizationId } = wallet

const approve = (fingerprint: string) => approveActivity(approver.client, { organizationId, fingerprint })

/** Requests a signature that waits for approval, and returns its `pending` after a round trip through JSON. */
async function requestPending(run: (account: PasskeyAccount) => Promise<unknown>): Promise<PendingSignature> {
  const error = await run(account).then(
    () => undefined,
    (error) => error,
  )
  expect(error).toBeInstanceOf(ActivityApprovalNeededError)
  expect(error.pending).toMatchObject({ organizationId, activityId: error.activityId, fingerprint: error.fingerprint })
  const stored = JSON.stringify(error.pending)
  expect(JSON.parse(stored)).toEqual(error.pending)
  // No stamp, no signature of the passkey.
  for (const secret of ['authenticatorData', 'clientDataJson', '"signature":', 'X-Stamp'])
    expect(stored).not.toContain(secret)
  return JSON.parse(stored)
}

const transaction = {
  type: 'eip1559',
  chainId: 1,
  nonce: 3,
  gas: 21_000n,
  maxFeePerGas: parseGwei('1'),
  value: 5n,
  to: own.address,
} as const
const typedData = {
  domain: { name: 'Test', chainId: 1, verifyingContract: own.address },
  types: {
    Order: [
      { name: 'amount', type: 'uint256' },
      { name: 'to', type: 'address' },
    ],
  },
  primaryType: 'Order',
  message: { amount: 2n ** 200n, to: own.address },
} as const
const request = { contractAddress: own.address, chainId: 1, nonce: 9 } as const
const hash = `0x${'ab'.repeat(32)}` as const
const legacy = { type: 'legacy', nonce: 0, gas: 21_000n, gasPrice: 1n, to: own.address } as const

// Nothing here looks into a blob: any commitment will do.
const sidecars = [
  { blob: `0x${'01'.repeat(131_072)}`, commitment: `0x${'02'.repeat(48)}`, proof: `0x${'03'.repeat(48)}` },
] as const
const blobTransaction = {
  ...transaction,
  type: 'eip4844',
  maxFeePerBlobGas: 1n,
  sidecars: [...sidecars],
  blobVersionedHashes: sidecarsToVersionedHashes({ sidecars: [...sidecars] }),
} as const

type Signing = {
  [method in 'sign' | 'signMessage' | 'signTypedData' | 'signTransaction' | 'signAuthorization']: NonNullable<
    PasskeyAccount[method]
  >
}
const cases: [string, (account: Signing) => Promise<Hex | SignedAuthorization>][] = [
  ['sign', (account) => account.sign({ hash })],
  ['signMessage', (account) => account.signMessage({ message: 'hello' })],
  ['signTypedData', (account) => account.signTypedData(typedData)],
  ['signAuthorization', (account) => account.signAuthorization(request)],
  ['signTransaction', (account) => account.signTransaction(transaction)],
  ['signTransaction without EIP-155', (account) => account.signTransaction(legacy)],
  ['signTransaction with blobs', (account) => account.signTransaction(blobTransaction)],
]

test.each(cases)(
  '%s: waits for the second passkey, then returns what the key itself would sign',
  async (_name, sign) => {
    const before = prompts()
    const pending = await requestPending(sign)
    expect(prompts()).toBe(before + 1)

    const waiting = waitForSignature(account, { pending })
    await approve(pending.fingerprint)
    expect(await waiting).toEqual(await sign(own))
    // One more prompt for `get_activity`, however often it was posted.
    expect(prompts()).toBe(before + 2)
  },
)

test('an approver votes on the body that they have read, and on nothing else', async () => {
  const [pending, other] = [
    await requestPending((account) => account.signMessage({ message: 'pay Anna' })),
    await requestPending((account) => account.signMessage({ message: 'pay Eve' })),
  ]
  const { body, fingerprint } = pending
  const before = approver.prompts()
  // The summary's fingerprint is Eve's. Only one of the two is taken, so none can override the other.
  const both = { organizationId, body, fingerprint: other.fingerprint } as unknown as {
    organizationId: string
    body: string
  }
  const wrong = [
    both,
    { organizationId } as typeof both,
    { organizationId, body: '' },
    { organizationId, body: JSON.stringify(pending.activityId) },
    { organizationId, body: body.replace('{', `{"organizationId":"${organizationId}",`) },
    { organizationId: crypto.randomUUID(), body },
  ]
  for (const parameters of wrong)
    for (const vote of [approveActivity, rejectActivity])
      await expect(vote(approver.client, parameters)).rejects.toThrow(InvalidParameterError)
  expect(approver.prompts()).toBe(before)
  // A body that was changed is another request, which does not exist.
  await expect(approveActivity(approver.client, { organizationId, body: `${body} ` })).rejects.toThrow(
    SignerRequestError,
  )

  const activity = await approveActivity(approver.client, { organizationId, body })
  expect(activity).toMatchObject({ fingerprint, status: 'ACTIVITY_STATUS_COMPLETED' })
  const rejected = await rejectActivity(approver.client, { organizationId, body: other.body })
  expect(rejected).toMatchObject({ fingerprint: other.fingerprint, status: 'ACTIVITY_STATUS_REJECTED' })
  const again = createPasskeyAccount({ client: opened.client, organizationId, address: own.address })
  expect(await waitForSignature(again, { pending })).toBe(await own.signMessage({ message: 'pay Anna' }))
})

test('a pending signature can be resumed days later with a new account object', async () => {
  const pending = await requestPending((account) => account.signMessage({ message: 'later' }))
  now += 3 * 24 * 3_600_000
  // The first approval has lapsed after a day: both approve again.
  await approveActivity(opened.client, { organizationId, fingerprint: pending.fingerprint })
  await approve(pending.fingerprint)
  const again = createPasskeyAccount({ client: opened.client, organizationId, address: own.address })
  expect(await waitForSignature(again, { pending })).toBe(await own.signMessage({ message: 'later' }))
})

test('signMany is resumed with its results in order, each in its own form', async () => {
  const items = [{ message: 'one' }, { typedData }, { authorization: request }, { transaction }, { hash }] as const
  const pending = await requestPending((account) => signMany(account, { items }))
  await approve(pending.fingerprint)
  expect(await waitForSignature(account, { pending })).toEqual([
    await own.signMessage({ message: 'one' }),
    await own.signTypedData(typedData),
    await own.signAuthorization(request),
    await own.signTransaction(transaction),
    await own.sign({ hash }),
  ])
})

test('a rejected signature throws, while waiting and later', async () => {
  const pending = await requestPending((account) => account.signTransaction(transaction))
  const waiting = waitForSignature(account, { pending })
  await rejectActivity(approver.client, { organizationId, fingerprint: pending.fingerprint })
  await expect(waiting).rejects.toThrow(ActivityRejectedError)
  await expect(waitForSignature(account, { pending })).rejects.toThrow(ActivityRejectedError)
})

test('an aborted wait can be resumed', async () => {
  const pending = await requestPending((account) => account.signMessage({ message: 'patience' }))
  const reason = new Error('closing the tab')
  const controller = new AbortController()
  const waiting = waitForSignature(account, { pending, signal: controller.signal })
  setTimeout(() => controller.abort(reason))
  await expect(waiting).rejects.toBe(reason)
  await approve(pending.fingerprint)
  expect(await waitForSignature(account, { pending })).toBe(await own.signMessage({ message: 'patience' }))
})

test('a pending signature that was changed, or belongs to another account, is refused', async () => {
  const pending = await requestPending((account) => account.signTransaction(transaction))
  const other = await requestPending((account) => signMany(account, { items: [{ hash }, { transaction }] }))
  const changed: unknown[] = [
    undefined,
    {},
    { ...pending, body: undefined },
    { ...pending, body: pending.body.replace('"value"', '"v"').replace(/.$/, ' }') },
    { ...pending, fingerprint: `sha256:${'0'.repeat(64)}` },
    { ...pending, organizationId: crypto.randomUUID() },
    { ...pending, items: [{ type: 'transaction', unsigned: '0x02c0' }] },
    { ...other, items: undefined },
    { ...other, items: other.items?.slice(1) },
    { ...other, items: other.items?.toReversed() },
  ]
  const before = prompts()
  for (const value of changed)
    await expect(waitForSignature(account, { pending: value as PendingSignature })).rejects.toThrow(
      InvalidParameterError,
    )
  const { account: stranger } = await importAccount(opened, generatePrivateKey())
  await expect(waitForSignature(stranger, { pending })).rejects.toThrow(InvalidParameterError)
  expect(prompts()).toBe(before)
})

test('a pending signature that lacks a part, or has one of another kind, is refused before any prompt', async () => {
  const one = await requestPending((account) => account.sign({ hash }))
  const transfer = await requestPending((account) => account.signTransaction(transaction))
  const many = await requestPending((account) => signMany(account, { items: [{ hash }, { transaction }] }))
  const bare = { type: 'signature' }
  const changed: unknown[] = [
    ...[undefined, null, '', 5, {}].map((activityId) => ({ ...one, activityId })),
    ...['false', 1, {}].map((needsAuthenticator) => ({ ...one, needsAuthenticator })),
    ...[null, 'items', {}, [bare, bare], [{}], [null], [{ type: 'other' }]].map((items) => ({ ...one, items })),
    ...[[{}], [bare], [{ type: 'message', prefixed: '0x' }]].map((items) => ({ ...transfer, items })),
    ...[
      [bare, {}],
      [bare, { type: 'other' }],
      [bare, null],
    ].map((items) => ({ ...many, items })),
  ]
  const before = prompts()
  for (const value of changed)
    await expect(
      waitForSignature(account, { pending: value as PendingSignature }),
      JSON.stringify(value),
    ).rejects.toMatchObject({ name: 'InvalidParameterError', parameter: 'pending' })
  expect(prompts()).toBe(before)

  // What JSON and databases make of a part that is absent.
  await approve(one.fingerprint)
  const stored: unknown = { ...one, needsAuthenticator: null, items: undefined }
  expect(await waitForSignature(account, { pending: stored as PendingSignature })).toBe(await own.sign({ hash }))
})

test('a second approval by the same user, and one by the parent, are refused', async () => {
  const pending = await requestPending((account) => account.signMessage({ message: 'twice' }))
  const { fingerprint } = pending
  await expect(approveActivity(opened.organization.client, { organizationId, fingerprint })).rejects.toThrow(
    SignerRequestError,
  )
  await expect(approveActivity(opened.client, { organizationId, fingerprint })).rejects.toThrow(SignerRequestError)
  await approve(fingerprint)
  const signature = await waitForSignature(account, { pending })
  if (typeof signature !== 'string') throw new Error('not hex')
  expect(await recoverMessageAddress({ message: 'twice', signature })).toBe(own.address)
})
