import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSignerClient } from 'viem-passkey-account'
import { whoami } from 'viem-passkey-account/actions'
import { createLocalSigner, type LocalSigner } from 'viem-passkey-account/signer'
import { createTestWallet } from 'viem-passkey-account/testing/node'
import { expect, onTestFinished, test } from 'vitest'

/** What a page meets whose wallet is that of an earlier signer. */
async function meet(signer: LocalSigner): Promise<string> {
  onTestFinished(signer.close)
  const { client, wallet, close } = await createTestWallet()
  onTestFinished(close)
  const after = createSignerClient({ ...client, fetchFn: signer.fetch })
  const { organizationId } = wallet
  return whoami(after, { organizationId }).then(
    () => expect.unreachable(),
    (error: Error) => error.message,
  )
}

test('after a restart of a signer in memory the error says that it forgets, and how to keep wallets', async () => {
  expect(await meet(await createLocalSigner())).toContain('start it with `--database`')
})

test('a signer with a database says nothing of the kind', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'forgetful-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  expect(await meet(await createLocalSigner({ database: join(folder, 'signer.db') }))).not.toContain('--database')
})
