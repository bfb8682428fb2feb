import {
  createWalletClient,
  hashMessage,
  http,
  parseEther,
  parseTransaction,
  recoverAddress,
  verifyMessage,
} from 'viem'
import { nonceManager } from 'viem/nonce'
import { createPasskeyAccount, PasskeyAccountError, webAuthnStamper } from 'viem-passkey-account'
import { createTestWallet, startAnvil } from 'viem-passkey-account/testing/node'
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest'
import { delegate } from '../contracts/index.js'
import { call, hex } from './calls.js'
import { loadSnippet } from './loadSnippet.js'

const anvil = await startAnvil()
const { client, close, passkey, prompts, wallet } = await createTestWallet()
afterAll(async () => {
  await anvil.stop()
  await close()
})
const { address } = wallet
await anvil.testClient.setBalance({ address, value: parseEther('1') })
const deployed = await anvil.publicClient.waitForTransactionReceipt({
  hash: await anvil.walletClient.deployContract(delegate),
})

const recipient = '0x00000000000000000000000000000000000a11ce'
const account = createPasskeyAccount({ client, ...wallet })
const walletClient = createWalletClient({ account, chain: anvil.chain, transport: http(anvil.url) })
const { publicClient } = anvil
const contract = deployed.contractAddress

let before = 0
beforeEach(() => {
  // The names that snippets may use.
  for (const [name, value] of Object.entries({
    client,
    wallet,
    account,
    walletClient,
    publicClient,
    recipient,
    contract,
  }))
    vi.stubGlobal(name, value)
  before = prompts()
})
afterEach(() => {
  vi.unstubAllGlobals()
})
const prompted = (): number => prompts() - before

const page = 'docs/account.md'

test('creating an account shows no prompt', async () => {
  await loadSnippet(page, 'Account')
  await loadSnippet(page, 'Nonces')
  expect(prompted()).toBe(0)
})

test('raw sign', async () => {
  const { signature } = await loadSnippet(page, 'Raw signatures')
  const hash = hashMessage('I have seen this')
  expect(await recoverAddress({ hash, signature: hex(signature) })).toBe(address)
  expect(prompted()).toBe(1)
})

test('a message in the click', async () => {
  const { onClick } = await loadSnippet(page, 'Prompt in the click')
  const signature = call(onClick)
  expect(prompted()).toBe(1)
  expect(await verifyMessage({ address, message: 'Hello', signature: hex(await signature) })).toBe(true)
})

test('a transaction prepared beforehand and signed in the click', async () => {
  const { onClick } = await loadSnippet(page, 'Prompt in the click', 1)
  expect(prompted()).toBe(0)
  const hash = call(onClick)
  expect(prompted()).toBe(1)
  const receipt = await publicClient.waitForTransactionReceipt({ hash: hex(await hash) })
  expect(receipt).toMatchObject({ status: 'success', from: address.toLowerCase(), to: recipient })
})

test('delegating the account’s code', async () => {
  const { hash } = await loadSnippet(page, 'EIP-7702')
  expect(await publicClient.waitForTransactionReceipt({ hash: hex(hash) })).toMatchObject({ status: 'success' })
  expect(await publicClient.getCode({ address })).toBe(`0xef0100${contract?.slice(2)}`)
  expect(prompted()).toBe(2)
})

test('cancelling a signature', async () => {
  passkey.next('ignore')
  const { cancel, signature } = await loadSnippet(page, 'Cancel a signature')
  const failed = Promise.resolve(signature).catch((error) => error)
  await call(cancel)
  expect(await failed).toEqual(new Error('The user left.'))
  expect(prompted()).toBe(1)
})

test('docs/errors.md: a dismissed prompt is found inside viem’s error', async () => {
  const { send } = await loadSnippet('docs/errors.md', 'Errors')
  const shown: string[] = []
  passkey.next('cancel')
  await call(send, (text: string) => shown.push(text))
  expect(shown).toEqual(['You closed the passkey prompt. Nothing was sent.'])

  const hash = await call(send, (text: string) => shown.push(text))
  expect(await publicClient.waitForTransactionReceipt({ hash: hex(hash) })).toMatchObject({ status: 'success' })
  expect(shown).toHaveLength(1)
})

test('concurrent sends, with the lower nonce dismissed: the next send closes the gap', async () => {
  const start = await publicClient.getTransactionCount({ address })
  let dismissed = false
  const stamper = webAuthnStamper({
    rpId: 'localhost',
    getFn(options, context) {
      const { parameters } = JSON.parse(context.payload)
      const { nonce = 0 } = parseTransaction(hex(`0x${parameters.unsignedTransaction}`))
      if (nonce === start && !dismissed) {
        dismissed = true
        passkey.next('cancel')
      }
      return passkey.getFn(options, context)
    },
  })
  const managed = createPasskeyAccount({ client, ...wallet, stamper, nonceManager })
  const sender = createWalletClient({ account: managed, chain: anvil.chain, transport: http(anvil.url) })
  const send = (value: bigint) => sender.sendTransaction({ to: recipient, value })

  const both = await Promise.allSettled([send(1n), send(2n)])
  const errors = both.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []))
  const hashes = both.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
  expect(errors.map((error) => error.walk((cause: unknown) => cause instanceof PasskeyAccountError).code)).toEqual([
    4001,
  ])
  const [waiting = '0x'] = hashes
  expect(await publicClient.getTransaction({ hash: waiting })).toMatchObject({ nonce: start + 1, blockNumber: null })

  const next = await send(3n)
  expect(await publicClient.getTransaction({ hash: next })).toMatchObject({ nonce: start })
  await publicClient.waitForTransactionReceipt({ hash: waiting })
  expect(await publicClient.getTransactionCount({ address })).toBe(start + 2)
})
