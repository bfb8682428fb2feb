import { parseEther } from 'viem'
import { createPasskeyAccount } from 'viem-passkey-account'
import { createTestWallet, startAnvil } from 'viem-passkey-account/testing/node'
import { afterAll, expect, test, vi } from 'vitest'
import { call, field, hex } from './calls.js'
import { loadSnippet } from './loadSnippet.js'

const anvil = await startAnvil()
const { client, close, prompts, wallet } = await createTestWallet()
afterAll(async () => {
  vi.unstubAllGlobals()
  await anvil.stop()
  await close()
})

test('permit and swap with one prompt', async () => {
  const { publicClient, testClient } = anvil
  await testClient.setBalance({ address: wallet.address, value: parseEther('1') })
  vi.stubGlobal('account', createPasskeyAccount({ client, ...wallet }))
  vi.stubGlobal('wallet', wallet)
  vi.stubGlobal('publicClient', publicClient)
  vi.stubGlobal('recipient', '0x00000000000000000000000000000000000a11ce')
  vi.stubGlobal('contract', '0x00000000000000000000000000000000000c0de0')

  const { onClick } = await loadSnippet('docs/many-at-once.md', 'Many signatures, one prompt')
  expect(prompts()).toBe(0)
  const signed = call(onClick)
  expect(prompts()).toBe(1)
  const hash = hex(field(await signed, 'hash'))
  expect(await publicClient.waitForTransactionReceipt({ hash })).toMatchObject({ status: 'success' })
  expect(hex(field(await signed, 'signature'))).toHaveLength(132)
  expect(prompts()).toBe(1)
})
