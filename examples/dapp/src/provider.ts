/// <reference types="vite/client" />
import { http } from 'viem'
import { anvil } from 'viem/chains'
import { createPasskeyAccount, type Stamper } from 'viem-passkey-account'
import {
  type ApprovalRequest,
  announceProvider,
  createProvider,
  type PasskeyProvider,
} from 'viem-passkey-account/provider'
import { approve } from './approve.ts'
import type { Config } from './config.ts'
import icon from './icon.svg?raw'
import { asksPasskey, toStepUp } from './stepUp.ts'
import type { Wallet } from './wallet.ts'

/** The open wallet as an EIP-1193 provider, for any other code on the page. It shows each request before it signs. */
export function createWalletProvider(wallet: Wallet, { rpcUrl }: Config): PasskeyProvider {
  const open = () => ({ accounts: [createAccount(wallet)] as const })
  const provider = createProvider({
    chains: [anvil],
    transports: { [anvil.id]: http(rpcUrl) },
    connect: async () => open(),
    restore: () => (wallet.state().wallet ? open() : undefined),
    approve: (request) => approve(request, wallet.state().session && !needsPasskey(request) ? 0 : 1),
  })
  announceProvider(provider, {
    name: 'Passkey wallet',
    icon: `data:image/svg+xml,${encodeURIComponent(icon)}`,
    rdns: 'localhost.passkey-wallet',
  })
  return provider
}

/** An account that chooses at each signature: the session while there is one, else the passkey. */
function createAccount({ state, client: createClient }: Wallet) {
  const client = createClient()
  const { wallet } = state()
  if (!wallet || !client.stamper) throw new Error('Sign in first.')
  const passkey = client.stamper
  const stamper: Stamper = {
    get prompts() {
      return state().session === undefined
    },
    stamp: (payload, context) => (state().session ?? passkey).stamp(payload, context),
  }
  return createPasskeyAccount({ client, ...wallet, stamper, stepUp: toStepUp(client) })
}

function needsPasskey(request: ApprovalRequest): boolean {
  if (request.type !== 'calls') return asksPasskey(request)
  return request.transactions.some((transaction) => asksPasskey({ transaction }))
}
