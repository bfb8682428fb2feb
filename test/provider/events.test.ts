import { EventEmitter } from 'node:events'
import { mainnet, sepolia } from 'viem/chains'
import { createProvider } from 'viem-passkey-account/provider'
import { expect, test } from 'vitest'
import { createStorage } from './openProvider.js'

type Events = {
  on(name: string, listener: (value: unknown) => void): unknown
  removeListener(name: string, listener: (value: unknown) => void): unknown
}

// EIP-1193: both methods are those of Node's EventEmitter.
test('on and removeListener do what those of Node do', async () => {
  const provider = createProvider({
    chains: [mainnet, sepolia],
    connect: async () => expect.fail('Nobody connects.'),
    storage: createStorage(),
  })
  const node = new EventEmitter()
  const run = async (events: Events, emit: () => Promise<unknown>): Promise<unknown[]> => {
    const seen: string[] = []
    const twice = () => void seen.push('twice')
    const once = () => {
      seen.push('once')
      events.removeListener('chainChanged', once)
    }
    const isItself = [
      events.on('chainChanged', twice),
      events.on('chainChanged', once),
      events.on('chainChanged', twice),
      events.removeListener('chainChanged', () => undefined),
      events.removeListener('other', twice),
    ].map((result) => result === events)
    await emit()
    seen.push('removed one')
    events.removeListener('chainChanged', twice)
    await emit()
    seen.push('removed all')
    events.removeListener('chainChanged', twice)
    await emit()
    return [isItself, seen]
  }
  const ids = [sepolia, mainnet, sepolia].map(({ id }) => `0x${id.toString(16)}`)
  const switchChain = async () =>
    provider.request({ method: 'wallet_switchEthereumChain', params: [{ chainId: ids.shift() ?? '' }] })
  expect(await run(provider as Events, switchChain)).toEqual(await run(node, async () => node.emit('chainChanged')))
})
