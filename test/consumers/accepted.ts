import { ViemAdapter } from '@cowprotocol/sdk-viem-adapter'
import { ExchangeClient, HttpTransport } from '@nktkas/hyperliquid'
import { ClobClient } from '@polymarket/clob-client'
import { ExactEvmScheme, toClientEvmSigner } from '@x402/evm'
import { toSafeSmartAccount, toSimpleSmartAccount } from 'permissionless/accounts'
import { type Chain, createWalletClient, http, type PublicClient, type Transport } from 'viem'
import { entryPoint07Address } from 'viem/account-abstraction'
import { polygon } from 'viem/chains'
import type { PasskeyAccount } from 'viem-passkey-account'

/** Compiled only: the libraries' types take the account without a cast. */
export function accepted(account: PasskeyAccount, provider: PublicClient<Transport, Chain>): object {
  const entryPoint = { address: entryPoint07Address, version: '0.7' } as const
  return {
    cow: new ViemAdapter({ provider, signer: account }),
    hyperliquid: new ExchangeClient({ wallet: account, transport: new HttpTransport() }),
    permissionless: [
      toSimpleSmartAccount({ client: provider, owner: account, entryPoint }),
      toSafeSmartAccount({ client: provider, owners: [account], entryPoint, version: '1.4.1' }),
    ],
    polymarket: new ClobClient(
      'https://clob.polymarket.com',
      polygon.id,
      createWalletClient({ account, chain: polygon, transport: http() }),
    ),
    x402: [new ExactEvmScheme(account), new ExactEvmScheme(toClientEvmSigner(account, provider))],
  }
}
