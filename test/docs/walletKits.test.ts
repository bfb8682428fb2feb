import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type CreateConnectorFn, createConfig, http } from '@wagmi/core'
import { mainnet } from 'viem/chains'
import { expect, test } from 'vitest'
import { root } from '../../scripts/lib/root.ts'
import { snippetBelow } from './loadSnippet.js'
import { readPage, readSnippets } from './pages.js'

// Without the kits, which test/wagmi/kits installs and shows in Chromium.

const page = 'docs/wallet-kits.md'
type Wallet = {
  id: string
  name: string
  iconUrl: string
  installed: boolean
  createConnector(details: object): CreateConnectorFn
}

/** The page's function that makes the `Wallet` of RainbowKit. */
async function loadWallet(): Promise<Wallet> {
  const { code = '' } = readSnippets(readPage(page)).find(({ heading }) => heading === 'src/rainbowkit.tsx') ?? {}
  const [, wallet = ''] = /^const passkeyWallet = \(\): Wallet => (\(\{\n.*?\n\}\))$/ms.exec(code) ?? []
  mkdirSync(root('.reports'), { recursive: true })
  const folder = mkdtempSync(root('.reports/kit-'))
  try {
    const file = join(folder, 'wallet.ts')
    writeFileSync(file, `${snippetBelow(page, 'src/connector.ts')}\nexport const wallet = ${wallet}`)
    const { wallet: loaded }: { wallet: Wallet } = await import(file)
    return loaded
  } finally {
    rmSync(folder, { recursive: true })
  }
}

test('docs/wallet-kits.md: the Wallet for RainbowKit creates the connector, with what RainbowKit adds', async () => {
  const wallet = await loadWallet()
  expect(wallet).toMatchObject({ id: 'passkey', name: 'Passkey', installed: true })
  expect(wallet.iconUrl).toMatch(/^data:image\/svg\+xml,%3Csvg/)
  const rkDetails = { id: wallet.id, groupName: 'Sign in', isRainbowKitConnector: true }
  const config = createConfig({
    chains: [mainnet],
    transports: { [mainnet.id]: http() },
    connectors: [wallet.createConnector({ rkDetails })],
  })
  const [connector] = config.connectors
  // ConnectKit lists other types as not installed.
  expect(connector).toMatchObject({ name: 'Passkey', icon: wallet.iconUrl, type: 'injected', rkDetails })
  expect(await connector?.isAuthorized()).toBe(false)
  expect(await connector?.getChainId()).toBe(mainnet.id)
})
