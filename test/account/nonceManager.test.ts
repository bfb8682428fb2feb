import { createWalletClient, http, parseEther, UserRejectedRequestError } from 'viem'
import { createNonceManager, jsonRpc } from 'viem/nonce'
import { PasskeyCancelledError } from 'viem-passkey-account'
import { createTestWallet, startAnvil } from 'viem-passkey-account/testing/node'
import { afterAll, expect, test } from 'vitest'
import { mined } from '../harness/mined.js'

const anvil = await startAnvil()
afterAll(anvil.stop)
const nonceManager = createNonceManager({ source: jsonRpc() })
const { account, passkey, prompts, close } = await createTestWallet({ nonceManager })
afterAll(close)
const { address } = account
const { chain, publicClient, testClient } = anvil
const wallet = createWalletClient({ account, chain, transport: http(anvil.url) })
const to = '0x000000000000000000000000000000000000beef'
await testClient.setBalance({ address, value: parseEther('1') })

async function nonceOf(hash: `0x${string}`): Promise<number> {
  await mined(publicClient, hash)
  return (await publicClient.getTransaction({ hash })).nonce
}

test('nonceManager is the one that was passed', () => {
  expect(account.nonceManager).toBe(nonceManager)
})

test('a dismissed prompt followed by a new send leaves no gap', async () => {
  expect(await nonceOf(await wallet.sendTransaction({ to, value: 1n }))).toBe(0)

  passkey.next('cancel')
  const dismissed = await wallet.sendTransaction({ to, value: 2n }).catch((error: unknown) => error)
  if (!(dismissed instanceof Error && 'walk' in dismissed && typeof dismissed.walk === 'function')) throw dismissed
  expect(dismissed.walk((error: unknown) => error instanceof PasskeyCancelledError)).not.toBeNull()
  expect(dismissed.walk((error: unknown) => error instanceof UserRejectedRequestError)).not.toBeNull()

  expect(await nonceOf(await wallet.sendTransaction({ to, value: 3n }))).toBe(1)
  expect(await publicClient.getTransactionCount({ address })).toBe(2)
  expect(prompts()).toBe(3)
})

test('two concurrent sends get two nonces and prompt one after the other', async () => {
  const before = prompts()
  const hashes = await Promise.all([
    wallet.sendTransaction({ to, value: 4n }),
    wallet.sendTransaction({ to, value: 5n }),
  ])
  const nonces = await Promise.all(hashes.map(nonceOf))
  expect(nonces.toSorted()).toEqual([2, 3])
  expect(prompts() - before).toBe(2)
})

test('viem prepares a request with the nonce manager of the call, not with the account’s', async () => {
  const prepare = (options: { nonceManager?: typeof nonceManager } = {}) =>
    wallet.prepareTransactionRequest({ to, value: 6n, type: 'eip1559', ...options })
  const count = await publicClient.getTransactionCount({ address })
  const without = await Promise.all([prepare(), prepare()])
  expect(without.map(({ nonce }) => nonce)).toEqual([count, count])
  const given = await Promise.all([prepare({ nonceManager }), prepare({ nonceManager })])
  expect(given.map(({ nonce }) => nonce).toSorted()).toEqual([count, count + 1])
})
