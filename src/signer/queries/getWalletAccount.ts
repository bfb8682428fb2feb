import type { GetWalletAccountRequest, GetWalletAccountResponse } from '../../wire/queries.js'
import { findWallet } from '../activities/shared/findWallet.js'
import { type ExactParser, exactObject, optional, string, uuid } from '../protocol/parse.js'
import { badRequest, notFound } from '../protocol/WireError.js'
import { serializeWalletAccount } from '../serialize/serializeWallet.js'
import { defineQuery, type QueryDefinition } from './defineQuery.js'

const parse: ExactParser<GetWalletAccountRequest> = exactObject({
  organizationId: uuid(),
  walletId: string(),
  address: optional(string()),
  path: optional(string()),
})

/** Finds an account by address or by path. With both, it must match both: not verified against production. */
export const getWalletAccount: QueryDefinition = defineQuery({
  path: 'get_wallet_account',
  parse,
  run(context, { walletId, address, path }): GetWalletAccountResponse {
    if (address === undefined && path === undefined)
      throw badRequest('invalid request body: missing field `address` or `path`')
    const wallet = findWallet(context, walletId)
    const account = context.store.wallets.findAccount(
      { organizationId: context.organization.id, walletId: wallet.id },
      { ...(address === undefined ? {} : { address }), ...(path === undefined ? {} : { path }) },
    )
    if (account === undefined) throw notFound(`unable to find account ${address ?? path} in wallet ${walletId}`)
    return { account: serializeWalletAccount(account) }
  },
})
