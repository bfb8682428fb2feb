import type { ListWalletAccountsRequest, ListWalletAccountsResponse } from '../../wire/queries.js'
import { boolean, type ExactParser, exactObject, optional, string, uuid } from '../protocol/parse.js'
import { notFound } from '../protocol/WireError.js'
import { serializeWallet, serializeWalletAccount } from '../serialize/serializeWallet.js'
import { defineQuery, type QueryDefinition } from './defineQuery.js'
import { page, pagination } from './pagination.js'

const parse: ExactParser<ListWalletAccountsRequest> = exactObject({
  organizationId: uuid(),
  walletId: optional(string()),
  includeWalletDetails: optional(boolean()),
  paginationOptions: optional(pagination),
})

export const listWalletAccounts: QueryDefinition = defineQuery({
  path: 'list_wallet_accounts',
  parse,
  run({ store, organization }, { walletId, includeWalletDetails, paginationOptions }): ListWalletAccountsResponse {
    if (walletId !== undefined && store.wallets.byId(organization.id, walletId) === undefined)
      throw notFound(`unable to find wallet ${walletId} in organization ${organization.id}`)
    const all = walletId === undefined ? store.wallets.accounts(organization.id) : store.wallets.accountsOf(walletId)
    const accounts = page(all, (account) => account.id, paginationOptions)
    return {
      accounts: accounts.map((account) => {
        const wallet = includeWalletDetails === true ? store.wallets.byId(organization.id, account.walletId) : undefined
        return {
          ...serializeWalletAccount(account),
          ...(wallet === undefined ? {} : { walletDetails: serializeWallet(wallet) }),
        }
      }),
    }
  },
})
