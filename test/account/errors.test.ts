import { createWalletClient, http, parseEther, type TransactionSerializable, UserRejectedRequestError } from 'viem'
import {
  ActivityApprovalNeededError,
  ActivityFailedError,
  ActivityRejectedError,
  AnswerMismatchError,
  apiKeyStamper,
  ChainIdMissingError,
  ClockSkewError,
  createPasskey,
  createPasskeyAccount,
  createSignerClient,
  NotPermittedError,
  type PasskeyAccount,
  type PasskeyAccountError,
  PasskeyCancelledError,
  SignatureMismatchError,
  SignerAnswerError,
  SignerConnectionLostError,
  SignerRequestError,
  SignerTimeoutError,
  SignerUnreachableError,
  StampRejectedError,
  signMany,
  UnknownCredentialError,
  webAuthnStamper,
} from 'viem-passkey-account'
import { createWallet } from 'viem-passkey-account/actions'
import { createLocalSigner } from 'viem-passkey-account/signer'
import { createVirtualPasskey } from 'viem-passkey-account/testing'
import { createTestWallet, startAnvil } from 'viem-passkey-account/testing/node'
import { afterAll, expect, test } from 'vitest'
import { importAccount } from './importAccount.js'

const anvil = await startAnvil()
const opened = await createTestWallet({ http: true, pollingInterval: 1 })
const { client, passkey, signer, wallet } = opened
afterAll(async () => {
  await opened.close()
  await anvil.stop()
})
await anvil.testClient.setBalance({ address: wallet.address, value: parseEther('1') })

const open = (options: Partial<createPasskeyAccount.Parameters> = {}) =>
  createPasskeyAccount({ client, ...wallet, ...options })
const openWithClient = (options: Partial<createSignerClient.Parameters>) =>
  open({ client: createSignerClient({ ...client, pollingInterval: 1, ...options }) })
const openWithFault = (value: Parameters<typeof signer.addFault>[0]): PasskeyAccount => {
  signer.addFault(value)
  return open()
}
/** Creates the stamper of a passkey that is not registered at the signer. */
async function createUnknownStamper() {
  const { createFn, getFn } = createVirtualPasskey({ rpId: 'localhost', origin: 'http://localhost' })
  await createPasskey({ rp: { id: 'localhost' }, user: { name: 'eve' }, createFn })
  return webAuthnStamper({ rpId: 'localhost', getFn })
}

type Class = abstract new (...parameters: never[]) => PasskeyAccountError
const cases: [string, Class, () => PasskeyAccount | Promise<PasskeyAccount>][] = [
  [
    'the prompt is dismissed',
    PasskeyCancelledError,
    () => {
      passkey.next('cancel')
      return open()
    },
  ],
  ['the signer is down', SignerUnreachableError, () => openWithClient({ url: 'http://127.0.0.1:1' })],
  ['the connection is cut each time', SignerConnectionLostError, () => openWithFault({ kind: 'halfBody', times: 4 })],
  [
    'the signer does not answer in time',
    SignerTimeoutError,
    () => openWithClient({ timeout: 1, fetchFn: () => new Promise(() => {}) }),
  ],
  ['the answer is HTML', SignerAnswerError, () => openWithFault({ kind: 'html', status: 500 })],
  [
    'the body is changed on its way',
    StampRejectedError,
    () =>
      openWithClient({ fetchFn: async (request) => fetch(new Request(request, { body: `${await request.text()} ` })) }),
  ],
  [
    'the passkey is not the user’s',
    UnknownCredentialError,
    async () => open({ stamper: await createUnknownStamper() }),
  ],
  [
    'the parent’s key is not allowed to sign',
    NotPermittedError,
    () => open({ stamper: opened.organization.client.stamper }),
  ],
  ['the clock is two hours ahead', ClockSkewError, () => openWithClient({ now: () => Date.now() + 7_200_000 })],
  ['the clock is two hours behind', ClockSkewError, () => openWithClient({ now: () => Date.now() - 7_200_000 })],
  ['signWith is unknown', SignerRequestError, () => open({ signWith: '0x00000000000000000000000000000000000000AA' })],
  ['an approval is needed', ActivityApprovalNeededError, () => openWithFault({ kind: 'consensus' })],
  ['it is rejected', ActivityRejectedError, () => openWithFault({ kind: 'rejected' })],
  ['it fails', ActivityFailedError, () => openWithFault({ kind: 'failed', code: 13, message: 'out of luck' })],
  [
    'the result is another one',
    AnswerMismatchError,
    () =>
      openWithFault({
        kind: 'tampered',
        values: { 'activity.result.signTransactionResult.signedTransaction': '02c0' },
      }),
  ],
  [
    'another key signs',
    SignatureMismatchError,
    async () => {
      const { privateKeyId } = await importAccount(opened, `0x${'11'.repeat(32)}`)
      return open({ signWith: privateKeyId })
    },
  ],
]

test.each(cases)('%s: findable behind viem’s own error, with its cause', async (_name, type, account) => {
  const walletClient = createWalletClient({ account: await account(), chain: anvil.chain, transport: http(anvil.url) })
  const error = await walletClient.sendTransaction({ to: wallet.address, value: 1n }).catch((error) => error)
  expect(error.name).toBe('TransactionExecutionError')
  const found = error.walk((cause: unknown) => cause instanceof type)
  expect(found).toBeInstanceOf(type)
  expect(found.constructor).toBe(type)
  expect(found.name).toBe(type.name)
  // What viem shows a person is ours, not "An error occurred."
  expect(error.message).toContain(found.shortMessage)
})

test('a dismissed prompt has viem’s UserRejectedRequestError as its cause', async () => {
  passkey.next('cancel')
  const walletClient = createWalletClient({ account: open(), chain: anvil.chain, transport: http(anvil.url) })
  const error = await walletClient.sendTransaction({ to: wallet.address }).catch((error) => error)
  expect(error.walk((cause: unknown) => cause instanceof UserRejectedRequestError)).toMatchObject({ code: 4001 })
  expect(error.walk((cause: { code?: unknown }) => cause.code === 4001)).toBeInstanceOf(PasskeyCancelledError)
})

test.each([7_200_000, -7_200_000])('the error about a wrong clock says by how much: %i ms', async (skew) => {
  const error = await openWithClient({ now: () => Date.now() + skew })
    .signMessage({ message: 'hi' })
    .catch((error) => error)
  expect(error).toBeInstanceOf(ClockSkewError)
  // HTTP tells whole seconds.
  expect(Math.round(error.skew / 60_000)).toBe(skew / 60_000)
})

test('the error about a signer whose clock was moved says by how much, in process too', async () => {
  const moved = await createLocalSigner({ now: () => Date.now() - 7_200_000 })
  const parent = createSignerClient({ fetchFn: moved.fetch, stamper: apiKeyStamper(moved.apiKey) })
  const error = await createWallet(parent, { organizationId: moved.organizationId, walletName: 'x' }).catch(
    (error) => error,
  )
  expect(error).toBeInstanceOf(ClockSkewError)
  expect(Math.round(error.skew / 60_000)).toBe(120)
  await moved.close()
})

// Plain JavaScript has no types that would catch these.
const chainless: [string, object][] = [
  ['NaN', { chainId: Number.NaN, gasPrice: 1n }],
  ['0', { chainId: 0, gasPrice: 1n }],
  ['legacy NaN', { type: 'legacy', chainId: Number.NaN, gasPrice: 1n }],
  ['missing, EIP-1559', { type: 'eip1559', maxFeePerGas: 1n }],
  ['missing', { gasPrice: 1n }],
]
test.each(chainless)('a transaction without a chain is refused before any prompt: %s', async (_name, fields) => {
  const before = opened.prompts()
  const transaction = { to: wallet.address, nonce: 0, gas: 21_000n, ...fields } as TransactionSerializable
  await expect(open().signTransaction(transaction)).rejects.toThrow(ChainIdMissingError)
  await expect(signMany(open(), { items: [{ transaction }] })).rejects.toThrow(ChainIdMissingError)
  expect(opened.prompts()).toBe(before)
})

test('a signal aborts a stamper that ignores it, and the request', async () => {
  for (const deaf of [
    (signal: AbortSignal) => open({ signal, stamper: { stamp: () => new Promise(() => {}) } }),
    (signal: AbortSignal) =>
      open({ signal, client: createSignerClient({ ...client, fetchFn: () => new Promise(() => {}) }) }),
  ]) {
    for (const reason of [new Error('enough'), null]) {
      const controller = new AbortController()
      const signing = deaf(controller.signal).signTransaction({
        type: 'eip1559',
        chainId: 1,
        nonce: 0,
        gas: 21_000n,
        maxFeePerGas: 1n,
      })
      setTimeout(() => controller.abort(reason))
      expect(await signing.catch((error) => error)).toBe(reason)
    }
  }
})
