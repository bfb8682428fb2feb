import { verifyMessage } from 'viem'
import { createPasskey, createPasskeyAccount, createSignerClient, webAuthnStamper } from 'viem-passkey-account'
import { createVirtualPasskey } from 'viem-passkey-account/testing'
import { createTestWallet } from 'viem-passkey-account/testing/node'
import { afterAll, expect, onTestFinished, test, vi } from 'vitest'
import { call, field, hex } from './calls.js'
import { loadSnippet } from './loadSnippet.js'

const page = 'docs/approvals.md'
const { client, close, prompts, signer, wallet } = await createTestWallet()
afterAll(close)

const rpId = 'localhost'
const other = createVirtualPasskey({ rpId, origin: 'http://localhost' })
const otherClient = createSignerClient({
  fetchFn: signer.fetch,
  stamper: webAuthnStamper({ rpId, getFn: other.getFn }),
})

/** Loads a snippet with an owner's client. */
async function loadAs(owner: typeof client, heading: string): Promise<Record<string, unknown>> {
  vi.stubGlobal('client', owner)
  vi.stubGlobal('wallet', wallet)
  vi.stubGlobal('account', createPasskeyAccount({ client, ...wallet }))
  onTestFinished(() => {
    vi.unstubAllGlobals()
  })
  return loadSnippet(page, heading)
}

test('a second owner, a pending signature, its approval, and the signature', async () => {
  const passkey = await createPasskey({ rp: { id: rpId }, user: { name: 'ben' }, createFn: other.createFn })
  const { requireBoth } = await loadAs(client, 'Require two owners')
  await call(requireBoth, 'ben', passkey)
  expect(prompts()).toBe(2)

  const { signOrWait } = await loadAs(client, 'Store the pending signature')
  const pending = field(await call(signOrWait, 'hello'), 'pending')
  const stored = JSON.stringify(pending)

  const { collect } = await loadAs(client, 'Collect the signature')
  const waiting = call(collect, stored)
  const { approve } = await loadAs(otherClient, 'Approve')
  expect(await call(approve, pending)).toMatchObject({ status: 'ACTIVITY_STATUS_COMPLETED' })
  const signature = hex(await waiting)
  expect(await verifyMessage({ address: wallet.address, message: 'hello', signature })).toBe(true)
  expect(prompts()).toBe(4)
})
