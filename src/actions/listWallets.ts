import type { SignerClient } from '../client/createSignerClient.js'
import { hasStrings } from '../client/guards.js'
import type { query } from '../client/query.js'
import type { Wallet } from '../wire/wallet.js'
import { runQuery } from './runQuery.js'
import type { ActionParameters } from './types.js'

/**
 * Lists the wallets of an organization.
 *
 * @throws What {@link query} throws.
 *
 * @example
 * ```ts
 * import { createSignerClient, webAuthnStamper } from 'viem-passkey-account'
 * import { listWallets } from 'viem-passkey-account/actions'
 *
 * const client = createSignerClient({ stamper: webAuthnStamper({ rpId: 'example.com' }) })
 * const wallets = await listWallets(client, { organizationId: '<organization id>' })
 * ```
 */
export async function listWallets(
  client: SignerClient,
  { organizationId, stamper, signal }: listWallets.Parameters,
): Promise<listWallets.ReturnType> {
  return runQuery(client, {
    name: 'list_wallets',
    parameters: { organizationId, stamper, signal },
    parse: ({ wallets }) => (isWallets(wallets) ? wallets : undefined),
  })
}

export declare namespace listWallets {
  type Parameters = ActionParameters
  type ReturnType = Wallet[]
  type ErrorType = query.ErrorType
}

function isWallets(value: unknown): value is Wallet[] {
  return Array.isArray(value) && value.every((wallet) => hasStrings(wallet, ['walletId', 'walletName']))
}
