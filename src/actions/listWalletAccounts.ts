import type { SignerClient } from '../client/createSignerClient.js'
import { hasStrings, isOptionalString } from '../client/guards.js'
import type { query } from '../client/query.js'
import type { ListWalletAccountsRequest } from '../wire/queries.js'
import type { WalletAccount } from '../wire/wallet.js'
import { assertOptionalId } from './assertOptionalId.js'
import { runQuery } from './runQuery.js'
import type { ActionParameters } from './types.js'

/**
 * Lists the accounts of one wallet, or of all wallets of an organization: ten, unless `paginationOptions` sets a limit.
 *
 * @throws InvalidParameterError before any prompt if an id is missing or malformed, and what {@link query} throws.
 *
 * @example
 * ```ts
 * import { createSignerClient, webAuthnStamper } from 'viem-passkey-account'
 * import { listWalletAccounts } from 'viem-passkey-account/actions'
 *
 * const client = createSignerClient({ stamper: webAuthnStamper({ rpId: 'example.com' }) })
 * const accounts = await listWalletAccounts(client, {
 *   organizationId: '<organization id>',
 *   walletId: '<wallet id>',
 * })
 * ```
 */
export async function listWalletAccounts(
  client: SignerClient,
  parameters: listWalletAccounts.Parameters,
): Promise<listWalletAccounts.ReturnType> {
  return runQuery(client, {
    name: 'list_wallet_accounts',
    parameters,
    ids: { walletId: assertOptionalId },
    parse: ({ accounts }) => (isAccounts(accounts) ? accounts : undefined),
  })
}

export declare namespace listWalletAccounts {
  type Parameters = ActionParameters & Omit<ListWalletAccountsRequest, 'organizationId'>
  type ReturnType = WalletAccount[]
  type ErrorType = query.ErrorType
}

function isAccounts(value: unknown): value is WalletAccount[] {
  return (
    Array.isArray(value) &&
    value.every(
      (account) =>
        hasStrings(account, ['walletId', 'address', 'path']) &&
        [account.walletAccountId, account.publicKey, account.addressFormat].every(isOptionalString) &&
        (account.createdAt == null || hasStrings(account.createdAt, ['seconds'])),
    )
  )
}
