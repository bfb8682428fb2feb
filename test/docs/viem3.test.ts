import { hashMessage, parseEther, recoverAddress, verifyMessage } from 'viem'
import type { Account } from 'viem-next'
import { Client, http, publicActions, walletActions } from 'viem-next'
import { anvil as chain } from 'viem-next/chains'
import {
  ActivityApprovalNeededError,
  createPasskeyAccount,
  type FetchFn,
  findError,
  PasskeyCancelledError,
  type PasskeyWallet,
  type SignerClient,
  waitForSignature,
} from 'viem-passkey-account'
import { approveActivity } from 'viem-passkey-account/actions'
import { createTestWallet, startAnvil } from 'viem-passkey-account/testing/node'
import { afterAll, expect, test, vi } from 'vitest'
import { hex } from './calls.js'
import { loadSnippet } from './loadSnippet.js'

const requests: { type: string; parameters: Record<string, unknown> }[] = []
/** Keeps what the signer is asked to do. */
const record =
  (fetchFn: FetchFn): FetchFn =>
  async (request) => {
    requests.push(JSON.parse(await request.clone().text()))
    return fetchFn(request)
  }

const anvil = await startAnvil()
const { client, close, passkey, prompts, signer, wallet } = await createTestWallet({ wrap: record })
afterAll(async () => {
  vi.unstubAllGlobals()
  await anvil.stop()
  await close()
})
await anvil.testClient.setBalance({ address: wallet.address, value: parseEther('1') })

vi.stubGlobal('client', client satisfies SignerClient)
vi.stubGlobal('wallet', wallet satisfies PasskeyWallet)
const snippet = await loadSnippet('docs/viem-3.md', 'Bridge the account')
if (!isAccount(snippet.account)) throw new Error('The snippet exports no account.')
const { account } = snippet
const viem3 = Client.create({ account, chain, transport: http(anvil.url), pollingInterval: 20 })
  .extend(publicActions())
  .extend(walletActions())

function isAccount(value: unknown): value is Account.Local<'passkey'> {
  return typeof value === 'object' && value !== null && 'type' in value && value.type === 'local'
}

test('a viem 3 client sends a transaction, for one prompt', async () => {
  const before = prompts()
  const hash = await viem3.transaction.send({ to: wallet.address, value: 1n })
  expect(await anvil.publicClient.waitForTransactionReceipt({ hash })).toMatchObject({
    status: 'success',
    from: wallet.address.toLowerCase(),
  })
  expect(prompts() - before).toBe(1)
})

test('messages and typed data have the signatures of the viem 2 account', async () => {
  const message = 'Hello ☃'
  const signature = await account.signMessage({ message })
  expect(await verifyMessage({ address: wallet.address, message, signature })).toBe(true)

  const mail = {
    domain: { name: 'Post', version: '1' },
    types: { Mail: [{ name: 'text', type: 'string' }] },
    primaryType: 'Mail',
    message: { text: 'Hello' },
  } as const
  const own = createPasskeyAccount({ client, ...wallet })
  expect(await account.signTypedData(mail)).toBe(await own.signTypedData(mail))
})

test('the signer sees a hash, whatever it stands for', async () => {
  requests.length = 0
  await account.signMessage({ message: 'Hello' })
  await account.signTypedData({ types: { A: [{ name: 'b', type: 'bool' }] }, primaryType: 'A', message: { b: true } })
  await viem3.transaction.send({ to: wallet.address, value: 1n })
  await viem3.wallet.signAuthorization({ address: wallet.address })
  expect(requests.map(({ type }) => type)).toEqual(Array(4).fill('ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2'))
  for (const { parameters } of requests)
    expect(parameters).toMatchObject({
      payload: expect.stringMatching(/^(0x)?[0-9a-f]{64}$/),
      encoding: 'PAYLOAD_ENCODING_HEXADECIMAL',
      hashFunction: 'HASH_FUNCTION_NO_OP',
    })
})

test('an error passes through viem 3', async () => {
  passkey.next('cancel')
  const error = await viem3.transaction.send({ to: wallet.address, value: 1n }).catch((error: unknown) => error)
  expect(findError(error, PasskeyCancelledError)?.code).toBe(4001)
})

test('a signature that needs approval is picked up with the viem 2 account', async () => {
  signer.addFault({ kind: 'consensus' })
  const error = await Promise.resolve(account.signMessage({ message: 'Hello' })).catch((error: unknown) => error)
  const pending = findError(error, ActivityApprovalNeededError)?.pending
  if (!pending) throw new Error('Nothing waits for approval.')
  await approveActivity(client, { organizationId: wallet.organizationId, fingerprint: pending.fingerprint })
  const signature = await waitForSignature(createPasskeyAccount({ client, ...wallet }), { pending })
  expect(await recoverAddress({ hash: hashMessage('Hello'), signature: hex(signature) })).toBe(wallet.address)
})
