import type { LocalAccount } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { mainnet } from 'viem/chains'
import { createProvider, type PasskeyProvider, type ProviderStorage } from 'viem-passkey-account/provider'

export const anna: LocalAccount = privateKeyToAccount(generatePrivateKey())
export const ben: LocalAccount = privateKeyToAccount(generatePrivateKey())

export const login: { method: 'wallet_connect'; params: [{ version: string; capabilities: object }] } = {
  method: 'wallet_connect',
  params: [{ version: '1', capabilities: { method: 'login' } }],
}

/** A tab of the site. `user` is who logs in next, and whom a reload finds. */
export type Tab = PasskeyProvider<LocalAccount> & { user: LocalAccount; accounts: () => Promise<readonly string[]> }

/** Opens a tab without a signer. */
export function openTab(
  storage: ProviderStorage,
  { user = anna, ...more }: { user?: LocalAccount } & Partial<createProvider.Parameters<LocalAccount>> = {},
): Tab {
  const tab: Tab = {
    user,
    accounts: () => tab.request({ method: 'eth_accounts' }),
    ...createProvider<LocalAccount>({
      chains: [mainnet],
      storage,
      connect: async () => ({ accounts: [tab.user] }),
      restore: () => ({ accounts: [tab.user] }),
      ...more,
    }),
  }
  return tab
}

/** Resolves when every message that was posted before has arrived: they come in order. */
export async function delivered(): Promise<void> {
  const [heard, sent] = [1, 2].map(() => new BroadcastChannel('viem-passkey-account'))
  await new Promise<void>((resolve) => {
    heard?.addEventListener('message', () => resolve())
    sent?.postMessage('last')
  })
  heard?.close()
  sent?.close()
  // What a message leads to.
  await new Promise((resolve) => setImmediate(resolve))
}
