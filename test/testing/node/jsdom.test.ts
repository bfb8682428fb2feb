// @vitest-environment jsdom
import { verifyMessage } from 'viem'
import { createSessionKey, signIn } from 'viem-passkey-account'
import { createTestWallet } from 'viem-passkey-account/testing/node'
import { expect, test } from 'vitest'

// jsdom has the DOM of another realm, and none of Node's own globals that browsers lack.
test('a wallet signs in jsdom, with the passkey and with a session', async () => {
  expect(globalThis.document).toBeDefined()
  const { account, client, organization, wallet, close } = await createTestWallet()
  const signature = await account.signMessage({ message: 'hello' })
  expect(await verifyMessage({ address: wallet.address, message: 'hello', signature })).toBe(true)

  const storage = { load: async () => undefined, save: async () => {}, remove: async () => {} }
  const key = await createSessionKey()
  const session = await signIn(client, { organizationId: organization.organizationId, key, storage })
  expect(session.wallets).toMatchObject([wallet])
  await close()
})
