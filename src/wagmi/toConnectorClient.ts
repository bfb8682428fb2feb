import type { Address, Client } from 'viem'
import type { PasskeyProvider, ProviderClient } from '../provider/types.js'

type Given = { account?: unknown; from?: Address; chain?: { id: number } | null }

/**
 * Copies the provider's client so that it also sends what wagmi prepared with it. wagmi 3 would send it with a client of the
 * config, since viem's prepared transaction has the account as an object, and that client fills in all fields again before the
 * prompt. So a prepared transaction names its sender in `from` only, and is sent from that account, whichever is active by then.
 *
 * wagmi 2 passes a chain with its id alone, or `null`. Without the rest, viem would not use the chain's own serializer, and
 * another transaction would be signed. So the client's chain is used, whatever fields the given one lacks.
 */
export function toConnectorClient(client: ProviderClient, getAccount: PasskeyProvider['getAccount']): Client {
  const withChain = (given: Given): Given => {
    const { chain } = given
    const isOwn = chain === null || chain?.id === client.chain.id
    return isOwn ? { ...given, chain: { ...client.chain, ...chain } } : given
  }
  const bySender = (action: (given: never) => Promise<unknown>) => async (given: Given) => {
    const whole = withChain(given)
    return action((given.account || !given.from ? whole : { ...whole, account: getAccount(given.from) }) as never)
  }
  const actions = {
    async prepareTransactionRequest(given: Given) {
      const { account, ...prepared }: Given = await client.prepareTransactionRequest(withChain(given) as never)
      return given.account ? { ...prepared, account } : prepared
    },
    sendTransaction: bySender(client.sendTransaction),
    sendTransactionSync: bySender(client.sendTransactionSync),
    signTransaction: bySender(client.signTransaction),
    // They call the provider's client, and not these.
    deployContract: bySender(client.deployContract),
    writeContract: bySender(client.writeContract),
    writeContractSync: bySender(client.writeContractSync),
  }
  return client.extend(() => actions as never)
}
