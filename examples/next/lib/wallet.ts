import { defineChain } from 'viem'
import { createSignerClient } from 'viem-passkey-account'
import { passkey } from 'viem-passkey-account/wagmi'
import { cookieStorage, createConfig, createStorage, http } from 'wagmi'
import { anvil } from 'wagmi/chains'
import { approve } from './approval'
import { hasLimit, rules } from './limit'

/** A second chain to switch to. */
export const secondAnvil = defineChain({ ...anvil, id: 31_338, name: 'Second Anvil' })

export type Settings = {
  /** Your organization, in which each user has a sub-organization. */
  organizationId: string
  /** Domain of the passkeys. */
  rpId: string
  /** RPC URLs of the two chains. */
  rpcUrls: [string, string]
}

/** What the page needs, made once by the server for each request and once by the browser. Touches nothing yet. */
export function createWallet({ organizationId, rpId, rpcUrls }: Settings) {
  const rp = { id: rpId, name: 'Passkey wallet' }
  const client = createSignerClient({ url: '/api/signer' })
  const config = createConfig({
    chains: [anvil, secondAnvil],
    transports: { [anvil.id]: http(rpcUrls[0]), [secondAnvil.id]: http(rpcUrls[1]) },
    connectors: [
      passkey({
        rp,
        organizationId,
        client,
        signUp: { url: '/api/sign-up' },
        // Signs without prompts for 15 minutes after a sign-in. Leave it out for a prompt per signature.
        session: {
          expirationSeconds: 900,
          // Once the user has set a limit, the passkey signs what a session may not.
          stepUp: { when: (request): boolean => hasLimit(config.connectors[0].getWallet()) && rules.when(request) },
        },
        approve,
      }),
    ],
    // A cookie, so that the server knows who is connected. It holds the address and the chain.
    storage: createStorage({ storage: cookieStorage }),
    ssr: true,
  })
  return { client, config, connector: config.connectors[0], rp }
}
