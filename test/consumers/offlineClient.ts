import { type Chain, createPublicClient, custom, type PublicClient, type Transport } from 'viem'
import { mainnet } from 'viem/chains'

/** A client of mainnet with nobody behind it, where every account has code. */
export function offlineClient(): PublicClient<Transport, Chain> {
  const transport = custom({
    async request({ method }) {
      if (method === 'eth_chainId') return '0x1'
      if (method === 'eth_getCode') return '0x01'
      throw new Error(`${method} is not for a test without a chain.`)
    },
  })
  return createPublicClient({ chain: mainnet, transport })
}
