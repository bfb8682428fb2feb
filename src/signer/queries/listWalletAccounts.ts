import type { ListWalletAccountsRequest, ListWalletAccountsResponse } from '../../wire/queries.js'
import { boolean, type ExactParser, exactObject, optional, string, uuid } from '../protocol/parse.js'
import { badRequest, notFound } from '../protocol/WireError.js'
import { serializeWallet, serializeWalletAccount } from '../serialize/serializeWallet.js'
import type { WalletAccountRow } from '../store/wallets.js'
import { boundedList } from './boundedList.js'
import { defineQuery, type QueryDefinition } from './defineQuery.js'
import { pagination, parsePageLimit } from './pagination.js'

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
    const { before, after } = paginationOptions ?? {}
    for (const cursor of [before, after])
      if (cursor !== undefined && !isListed(store.wallets.accountById(organization.id, cursor), walletId))
        throw badRequest(`invalid pagination cursor: ${cursor}`)
    const accounts = store.wallets.accounts({
      organizationId: organization.id,
      limit: parsePageLimit(paginationOptions),
      ...(walletId === undefined ? {} : { walletId }),
      ...(after === undefined ? {} : { after }),
      ...(before === undefined ? {} : { before }),
    })
    const serialize = (account: WalletAccountRow) => {
      const wallet = includeWalletDetails === true ? store.wallets.byId(organization.id, account.walletId) : undefined
      return {
        ...serializeWalletAccount(account),
        ...(wallet === undefined ? {} : { walletDetails: serializeWallet(wallet) }),
      }
    }
    return { accounts: boundedList(accounts, serialize, 'ask for a smaller limit') }
  },
})

function isListed(account: WalletAccountRow | undefined, walletId: string | undefined): boolean {
  return account !== undefined && (walletId === undefined || account.walletId === walletId)
}
