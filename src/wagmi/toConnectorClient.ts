import type { Address, Client } from 'viem'
import type { PasskeyProvider, ProviderClient } from '../provider/types.js'

type Given = { account?: unknown; from?: Address }

/**
 * Copies the provider's client so that it also sends what wagmi prepared with it. wagmi 3 would send it with a client of the
 * config, since viem's prepared transaction has the account as an object, and that client fills in all fields again before the
 * prompt. So a prepared transaction names its sender in `from` only, and is sent from that account, whichever is active by then.
 */
export function toConnectorClient(client: ProviderClient, getAccount: PasskeyProvider['getAccount']): Client {
  const bySender = (action: (given: never) => Promise<unknown>) => async (given: Given) =>
    action((given.account || !given.from ? given : { ...given, account: getAccount(given.from) }) as never)
  const actions = {
    async prepareTransactionRequest(given: Given) {
      const { account, ...prepared }: Given = await client.prepareTransactionRequest(given as never)
      return given.account ? { ...prepared, account } : prepared
    },
    sendTransaction: bySender(client.sendTransaction),
    sendTransactionSync: bySender(client.sendTransactionSync),
    signTransaction: bySender(client.signTransaction),
  }
  return client.extend(() => actions as never)
}
