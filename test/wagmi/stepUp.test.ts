import * as core from '@wagmi/core'
import { parseEther } from 'viem'
import { apiKeyStamper, createSignerClient, webAuthnStamper } from 'viem-passkey-account'
import { createMfaPolicy, createSessionProfile } from 'viem-passkey-account/actions'
import { stepUpRules } from 'viem-passkey-account/policies'
import { expect, test } from 'vitest'
import { createSessionStorage } from '../harness/createSessionStorage.js'
import { openDapp, startServers } from './openDapp.js'

const servers = await startServers()
const { anvil, signer } = servers
const limit = parseEther('0.05')
const rules = stepUpRules({ above: limit, chainId: anvil.chain.id })
const server = createSignerClient({
  url: 'https://signer.test',
  fetchFn: signer.fetch,
  stamper: apiKeyStamper(signer.apiKey),
})

test('through wagmi, a session with a limit prompts above it, and not below', async () => {
  const { organizationId } = signer
  const { sessionProfileId } = await createSessionProfile(server, { organizationId, ...rules.sessionProfile })
  const { openConnected, prompts, user } = openDapp(core, servers, {
    session: { storage: createSessionStorage(), sessionProfileId, stepUp: { when: rules.when } },
  })
  const { config, connector } = await openConnected()
  const wallet = connector.getWallet()
  if (!wallet) throw new Error('There is no wallet.')
  const stamper = webAuthnStamper({ rpId: 'localhost', getFn: user.getFn })
  const client = createSignerClient({ url: 'https://signer.test', fetchFn: signer.fetch, stamper })
  const { userId } = wallet
  for (const policy of rules.mfaPolicies)
    await createMfaPolicy(client, { organizationId: wallet.organizationId, userId, ...policy })

  const count = async (run: () => Promise<unknown>) => {
    const before = prompts.length
    await run()
    return prompts.length - before
  }
  const to = '0x000000000000000000000000000000000000beef'
  expect(connector.getSession()?.scope).toBe(rules.sessionProfile.scope)
  expect(await count(() => core.sendTransaction(config, { to, value: limit }))).toBe(0)
  expect(await count(() => core.sendTransaction(config, { to, value: limit + 1n }))).toBe(1)
  expect(await count(() => core.signMessage(config, { message: 'hello' }))).toBe(1)
})
