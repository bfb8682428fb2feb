import { type LocalAccount, numberToHex } from 'viem'
import type { CallsMethods, CallsParameters } from './createCallsMethods.js'
import type { Method } from './createMethods.js'
import { readEach, readNumber, readOwnAddress } from './parseParams.js'
import { callsKey } from './storageKeys.js'

/** Creates the methods of EIP-5792. Those that send are loaded at their first use, which awaits the chain's node anyway. */
export function createCalls<account extends LocalAccount>(
  parameters: CallsParameters<account>,
): { methods: [string, Method][]; clear: () => void } {
  const { chains, connection, store } = parameters
  let loaded: CallsMethods | undefined
  const load = async (): Promise<CallsMethods> => {
    const { createCallsMethods } = await import('./createCallsMethods.js')
    // Two first requests share one log.
    loaded ??= createCallsMethods(parameters)
    return loaded
  }
  const names = ['wallet_sendCalls', 'wallet_getCallsStatus', 'wallet_showCallsStatus'] as const
  return {
    methods: [
      [
        'wallet_getCapabilities',
        ([address, chainIds]) => {
          connection.find(address === undefined ? undefined : readOwnAddress(address, 'address'))
          const wanted = chainIds === undefined ? undefined : readEach(chainIds, 'chainIds', readNumber)
          const found = chains.filter(({ id }) => !wanted || wanted.includes(id))
          // An EOA sends one transaction for each call.
          return Object.fromEntries(found.map(({ id }) => [numberToHex(id), { atomic: { status: 'unsupported' } }]))
        },
      ],
      ...names.map((name): [string, Method] => [name, async (params, chain) => (await load())[name](params, chain)]),
    ],
    clear() {
      void store.remove(callsKey)
      loaded?.clear()
    },
  }
}
