import { type Chain, ChainMismatchError, type Client, type Transport } from 'viem'
import { getChainId } from 'viem/actions'

/** Throws if a node is one of another chain: its nonces, fees and gas are not those of the client's chain. */
export async function assertChain(node: Client<Transport, Chain>): Promise<void> {
  const { chain } = node
  const currentChainId = await getChainId(node)
  if (currentChainId !== chain.id) throw new ChainMismatchError({ chain, currentChainId })
}
