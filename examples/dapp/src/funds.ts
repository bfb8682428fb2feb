import type { Address } from 'viem'

/** Returns whether the demo's bank sent something. */
export async function getFunds(address: Address): Promise<boolean> {
  const response = await fetch('/api/faucet', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ address }),
  }).catch(() => undefined)
  return response?.ok ?? false
}
