import type { SignerClient } from '../client/createSignerClient.js'
import { hasStrings } from '../client/guards.js'
import type { query } from '../client/query.js'
import type { ListWalletAccountsRequest, ListWalletAccountsResponse } from '../wire/queries.js'
import type { WalletAccount } from '../wire/wallet.js'
import { runQuery } from './runQuery.js'
import type { ActionParameters } from './types.js'

/**
 * The accounts of one wallet, or of all wallets of an organization; ten unless `paginationOptions` says otherwise.
 *
 * `address` is EIP-55 checksummed, `publicKey` SEC1 compressed hex without 0x.
 *
 * @throws What {@link query} throws.
 *
 * @example
 * const [account] = await listWalletAccounts(client, { organizationId, walletId })
 */
export async function listWalletAccounts(
  client: SignerClient,
  parameters: listWalletAccounts.Parameters,
): Promise<listWalletAccounts.ReturnType> {
  const { stamper, signal, organizationId, ...body } = parameters
  const { accounts } = await runQuery(client, 'list_wallet_accounts', parameters, body, isAccounts)
  return accounts
}

export declare namespace listWalletAccounts {
  type Parameters = ActionParameters & Omit<ListWalletAccountsRequest, 'organizationId'>
  type ReturnType = WalletAccount[]
  type ErrorType = query.ErrorType
}

function isAccounts(value: Record<string, unknown>): value is Record<string, unknown> & ListWalletAccountsResponse {
  const { accounts } = value
  return Array.isArray(accounts) && accounts.every((account) => hasStrings(account, ['walletId', 'address', 'path']))
}
