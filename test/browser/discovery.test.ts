import { verifyMessage } from 'viem'
import type { Passkey } from 'viem-passkey-account'
import { addVirtualAuthenticator } from 'viem-passkey-account/testing/playwright'
import { expect, test } from 'vitest'
import { snippetBelow } from '../docs/loadSnippet.js'
import { call } from './harness/call.js'
import { openStage } from './harness/openStage.js'

const { chromium, pageUrl, signerUrl, organizationId, walletOf } = await openStage(`
  ${snippetBelow('docs/eip-1193.md', 'src/discover.ts').replaceAll('export ', '')}
  import { createPasskey, createSignerClient } from 'viem-passkey-account'
  import { announceProvider, createProvider, passkeyWallet } from 'viem-passkey-account/provider'
  import { mainnet } from 'viem/chains'
  const rp = { id: 'localhost' }
  const icon = 'data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg"/>'
  // Another wallet, which came first.
  announceProvider({ request: async () => [] }, { name: 'Other', icon, rdns: 'com.other' })
  Object.assign(globalThis, {
    announce: (signerUrl, organizationId) => {
      const provider = createProvider({
        chains: [mainnet],
        ...passkeyWallet({
          rp,
          organizationId,
          client: createSignerClient({ url: signerUrl }),
          choose: async () => 'register',
          signUp: async () => walletOf(await createPasskey({ rp, user: { name: 'anna' } })),
        }),
      })
      announceProvider(provider, { name: 'Example', icon, rdns: 'com.example.passkey' })
    },
    sign: {
      ethers: async (rdns) => {
        const ethers = await discoverWithEthers(rdns)
        const signer = await ethers?.getSigner()
        return signer && { name: ethers.providerInfo.name, address: signer.address, signature: await signer.signMessage('hi') }
      },
      viem: async (rdns) => {
        const client = discoverWithViem(rdns)
        if (!client) return
        const [address] = await client.requestAddresses()
        return { address, signature: await client.signMessage({ account: address, message: 'hi' }) }
      },
    },
  })
`)

type Signed = { name?: string; address: `0x${string}`; signature: `0x${string}` } | null | undefined

test.each(['ethers', 'viem'])('%s finds the provider by its rdns, connects and signs', async (library) => {
  const tab = await chromium.newPage()
  const passkey = await addVirtualAuthenticator(tab)
  await tab.exposeFunction('walletOf', (created: Passkey) => walletOf(created))
  await tab.goto(pageUrl)
  expect(await call<Signed>(tab, `sign.${library}`, 'com.example.passkey')).toBeUndefined()
  await call(tab, 'announce', signerUrl, organizationId)
  const signed = await call<Signed>(tab, `sign.${library}`, 'com.example.passkey')
  if (!signed) throw new Error('Nothing was found.')
  if (library === 'ethers') expect(signed.name).toBe('Example')
  expect(await verifyMessage({ ...signed, message: 'hi' })).toBe(true)
  expect(passkey.prompts.map(({ type }) => type)).toEqual(['create', 'get'])
})
