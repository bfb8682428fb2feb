import type { SignerClient } from '../client/createSignerClient.js'
import { hasStrings } from '../client/guards.js'
import type { query } from '../client/query.js'
import type { ListWalletsResponse } from '../wire/queries.js'
import type { Wallet } from '../wire/wallet.js'
import { runQuery } from './runQuery.js'
import type { ActionParameters } from './types.js'

/**
 * The wallets of an organization.
 *
 * @throws What {@link query} throws.
 *
 * @example
 * const wallets = await listWallets(client, { organizationId })
 */
export async function listWallets(
  client: SignerClient,
  parameters: listWallets.Parameters,
): Promise<listWallets.ReturnType> {
  const { wallets } = await runQuery(client, 'list_wallets', parameters, {}, isWallets)
  return wallets
}

export declare namespace listWallets {
  type Parameters = ActionParameters
  type ReturnType = Wallet[]
  type ErrorType = query.ErrorType
}

function isWallets(value: Record<string, unknown>): value is Record<string, unknown> & ListWalletsResponse {
  const { wallets } = value
  return Array.isArray(wallets) && wallets.every((wallet) => hasStrings(wallet, ['walletId', 'walletName']))
}
