import { type Chain, type Client, type Transport, UnsupportedProviderMethodError } from 'viem'
import type { Emitter } from './createEmitter.js'
import type { Method } from './createMethods.js'

type Subscribe = (parameters: {
  params: readonly unknown[]
  onData: (data: { result?: unknown }) => void
  onError: () => void
}) => Promise<{ subscriptionId: string; unsubscribe: () => Promise<unknown> }>

/** Creates `eth_subscribe` and `eth_unsubscribe`, for transports that can subscribe, such as viem's `webSocket`. */
export function createSubscriptions({
  getNode,
  emit,
}: {
  getNode: (chainId: number) => Client<Transport, Chain>
  emit: Emitter['emit']
}): [string, Method][] {
  const open = new Map<unknown, () => Promise<unknown>>()
  return [
    [
      'eth_subscribe',
      async (params, { id }) => {
        const { subscribe } = getNode(id).transport as { subscribe?: Subscribe }
        if (!subscribe) throw new UnsupportedProviderMethodError(new Error('The transport cannot subscribe.'))
        // The id that the dapp knows: after a reconnect the transport has another one.
        let first: string | undefined
        // Data that comes before the id is known waits for it.
        const subscribing = subscribe({
          params,
          onData: ({ result }) =>
            void subscribing.then(({ subscriptionId: subscription }) =>
              emit('message', { type: 'eth_subscription', data: { subscription: first ?? subscription, result } }),
            ),
          // The socket is gone. The dapp sees no more data, as with any wallet.
          onError: () => undefined,
        })
        const { subscriptionId, unsubscribe } = await subscribing
        first = subscriptionId
        open.set(subscriptionId, unsubscribe)
        return subscriptionId
      },
    ],
    [
      'eth_unsubscribe',
      async ([id]) => {
        await open.get(id)?.()
        return open.delete(id)
      },
    ],
  ]
}
