import { parseEther } from 'viem'
import { createLocalSigner, listen } from 'viem-passkey-account/signer'
import { startAnvil } from 'viem-passkey-account/testing/node'
import { afterAll, expect, test } from 'vitest'
import { root } from '../../scripts/lib/root.ts'
import { run } from '../../scripts/lib/run.ts'

const anvil = await startAnvil()
const signer = await createLocalSigner()
const { url, close } = await listen(signer)
afterAll(async () => {
  await close()
  await signer.close()
  await anvil.stop()
})

const script = (more: NodeJS.ProcessEnv = {}): Promise<string> =>
  run(process.execPath, [root('examples/turnkey-viem/index.ts')], {
    env: {
      BASE_URL: url,
      ORGANIZATION_ID: signer.organizationId,
      API_PUBLIC_KEY: signer.apiKey.publicKey,
      API_PRIVATE_KEY: signer.apiKey.privateKey,
      RPC_URL: anvil.url,
      ...more,
    },
  })

test('a script for @turnkey/viem makes its wallet, and sends a transaction when that has ether', async () => {
  const first = await script()
  const address = /^address +(0x[0-9a-fA-F]{40})$/m.exec(first)?.[1] ?? ''
  expect(first).toMatch(/^signature +0x[0-9a-f]{130}$/m)
  expect(first).toContain(`SIGN_WITH=${address}`)
  await anvil.testClient.setBalance({ address: `0x${address.slice(2)}`, value: parseEther('1') })
  const second = await script({ SIGN_WITH: address })
  expect(second).toContain(address)
  expect(second).toMatch(/^transaction +0x[0-9a-f]{64} success$/m)
})
