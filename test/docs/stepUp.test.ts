import { parseEther, parseGwei } from 'viem'
import { mainnet } from 'viem/chains'
import {
  createPasskeyAccount,
  createSessionKey,
  type GetFn,
  type PasskeyAccount,
  PasskeyCancelledError,
  type Session,
  signIn,
  webAuthnStamper,
} from 'viem-passkey-account'
import { createTestWallet } from 'viem-passkey-account/testing/node'
import { afterAll, expect, test, vi } from 'vitest'
import { createSessionStorage } from '../harness/createSessionStorage.js'
import { dismiss } from '../harness/openStepUp.js'
import { call, field } from './calls.js'
import { loadSnippet } from './loadSnippet.js'

const { client, organization, passkey, prompts, wallet, close } = await createTestWallet()
afterAll(close)
afterAll(() => void vi.unstubAllGlobals())
const { organizationId } = organization

test('the steps of docs/sessions.md give a session a limit, and those of docs/approvals.md take up what was dismissed', async () => {
  const prompt: { getFn: GetFn } = { getFn: passkey.getFn }
  const stamper = webAuthnStamper({ rpId: 'localhost', getFn: (...given) => prompt.getFn(...given) })
  vi.stubGlobal('client', { ...client, stamper })
  vi.stubGlobal('server', organization.client)
  const load = (index: number) => loadSnippet('docs/sessions.md', 'A session with a limit', index)
  const { createProfile } = await load(0)
  const sessionProfileId = field(await call(createProfile, organizationId), 'sessionProfileId')

  const first = await signIn(client, {
    organizationId,
    key: await createSessionKey(),
    storage: createSessionStorage(),
  })
  const before = prompts()
  const { setLimit } = await load(1)
  // Once more after a dismissed prompt.
  prompt.getFn = dismiss
  await expect(call(setLimit, first)).rejects.toThrow(PasskeyCancelledError)
  prompt.getFn = passkey.getFn
  await call(setLimit, first)
  expect(prompts()).toBe(before + 1)

  const { onSignIn, openAccount } = await load(2)
  const session = (await call(onSignIn, organizationId, await createSessionKey(), sessionProfileId)) as Session
  expect(session.scope).toBe("activity.action == 'SIGN'")
  expect(prompts()).toBe(before + 2)
  const account = (await call(openAccount, wallet, session)) as PasskeyAccount
  const transfer = { chainId: mainnet.id, gas: 21_000n, maxFeePerGas: parseGwei('20'), to: wallet.address } as const
  await account.signTransaction({ ...transfer, type: 'eip1559', value: parseEther('0.05') })
  expect(prompts()).toBe(before + 2)
  await account.signTransaction({ ...transfer, type: 'eip1559', value: parseEther('0.06') })
  expect(prompts()).toBe(before + 3)

  vi.stubGlobal('account', createPasskeyAccount({ ...account, client, stepUp: { stamper } }))
  const { signOrOffer, onConfirm } = await loadSnippet('docs/approvals.md', "Wait for the user's own passkey")
  prompt.getFn = dismiss
  const pending = field(await call(signOrOffer, 'hello'), 'pending')
  prompt.getFn = passkey.getFn
  expect(await call(onConfirm, pending)).toBe(field(await call(signOrOffer, 'hello'), 'signature'))
  expect(prompts()).toBe(before + 5)
})
