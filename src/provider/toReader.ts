import { type Chain, type Client, custom, type Transport } from 'viem'
import { findAnswer } from './toRpcError.js'

/**
 * Copies a node's client so that it sends a request again only while the node cannot be reached. What the node answers is
 * passed on at once: viem's transport over the provider sends the request again after some of the answers, and each of its
 * attempts would count several times.
 */
export function toReader(node: Client<Transport, Chain>): Client<Transport, Chain> {
  // An answer that is an error is returned, since what is thrown is sent again.
  const attempt = async (given: never): Promise<() => unknown> => {
    try {
      const result: unknown = await node.request(given, { retryCount: 0 })
      return () => result
    } catch (error) {
      if (!findAnswer(error)) throw error
      return () => {
        throw error
      }
    }
  }
  const { request } = custom({ request: attempt }, node.transport)({})
  const read = async (given: never, options?: { retryCount?: number }): Promise<unknown> =>
    (await request(given, options))()
  return { ...node, request: read as typeof node.request }
}
