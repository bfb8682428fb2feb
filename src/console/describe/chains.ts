/** Names of chains people meet most, and of the coin their `value` counts. */
const chains: Record<string, [name: string, coin: string]> = {
  1: ['Ethereum', 'ETH'],
  10: ['OP Mainnet', 'ETH'],
  56: ['BNB Smart Chain', 'BNB'],
  100: ['Gnosis', 'xDAI'],
  130: ['Unichain', 'ETH'],
  137: ['Polygon', 'POL'],
  324: ['ZKsync Era', 'ETH'],
  8453: ['Base', 'ETH'],
  31337: ['Anvil', 'ETH'],
  42161: ['Arbitrum One', 'ETH'],
  42220: ['Celo', 'CELO'],
  43114: ['Avalanche', 'AVAX'],
  59144: ['Linea', 'ETH'],
  84532: ['Base Sepolia', 'ETH'],
  11155111: ['Sepolia', 'ETH'],
}

export function chainName(id: bigint): string {
  return chains[id.toString()]?.[0] ?? `chain ${id}`
}

export function coinOf(id: bigint | undefined): string {
  return (id === undefined ? undefined : chains[id.toString()]?.[1]) ?? 'coins'
}
