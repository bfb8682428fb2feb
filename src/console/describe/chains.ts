import { shortenHex } from './text.js'

/** Well-known chains by ID: their name, and the coin of a transaction's `value`. */
const chains: ReadonlyMap<bigint, { name: string; coin: string }> = new Map([
  [1n, { name: 'Ethereum', coin: 'ETH' }],
  [10n, { name: 'OP Mainnet', coin: 'ETH' }],
  [56n, { name: 'BNB Smart Chain', coin: 'BNB' }],
  [100n, { name: 'Gnosis', coin: 'xDAI' }],
  [130n, { name: 'Unichain', coin: 'ETH' }],
  [137n, { name: 'Polygon', coin: 'POL' }],
  [324n, { name: 'ZKsync Era', coin: 'ETH' }],
  [8453n, { name: 'Base', coin: 'ETH' }],
  [31337n, { name: 'Anvil', coin: 'ETH' }],
  [42161n, { name: 'Arbitrum One', coin: 'ETH' }],
  [42220n, { name: 'Celo', coin: 'CELO' }],
  [43114n, { name: 'Avalanche', coin: 'AVAX' }],
  [59144n, { name: 'Linea', coin: 'ETH' }],
  [84532n, { name: 'Base Sepolia', coin: 'ETH' }],
  [11155111n, { name: 'Sepolia', coin: 'ETH' }],
])

/** Shortens a long id for a title: an authorization takes any integer. */
export function chainName(id: bigint): string {
  const digits = id.toString()
  return chains.get(id)?.name ?? `chain ${digits.length > 30 ? shortenHex(digits) : digits}`
}

export function coinName(id: bigint | undefined): string {
  return (id === undefined ? undefined : chains.get(id)?.coin) ?? 'coins'
}
