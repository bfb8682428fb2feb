import { BrowserProvider } from 'ethers'
import { custom, type EIP1193Provider } from 'viem'
import type { PasskeyProvider } from 'viem-passkey-account/provider'

// Compiled and not run.

/** Libraries take it as it comes, without a cast. */
export function use(provider: PasskeyProvider): unknown[] {
  const viem: EIP1193Provider = provider
  return [new BrowserProvider(provider), viem, custom(provider)]
}

/** A method that is known by name has its types. */
export async function request(provider: PasskeyProvider, method: string): Promise<unknown> {
  const accounts: readonly `0x${string}`[] = await provider.request({ method: 'eth_accounts' })
  const params = [{ version: '1', capabilities: { method: 'register', name: 'anna' } }] as const
  const connected = await provider.request({ method: 'wallet_connect', params: [...params] })
  const address: `0x${string}` | undefined = connected.accounts[0]?.address
  // @ts-expect-error: a wrong method.
  await provider.request({ method: 'eth_account' })
  // @ts-expect-error: a wrong type.
  await provider.request({ method: 'wallet_switchEthereumChain', params: [{ chainId: 1 }] })
  // @ts-expect-error: parameters that are none.
  await provider.request({ method, params: 1 })
  return [accounts, address, await provider.request({ method, params: [1] })]
}
