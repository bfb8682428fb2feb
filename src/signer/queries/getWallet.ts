import type { GetWalletRequest, GetWalletResponse } from '../../wire/queries.js'
import { object, type Parser, string } from '../protocol/parse.js'
import { notFound } from '../protocol/WireError.js'
import { serializeWallet } from '../serialize/serializeWallet.js'
import { defineQuery, type QueryDefinition } from './defineQuery.js'

const parse: Parser<Pick<GetWalletRequest, 'walletId'>> = object({ walletId: string() })

export const getWallet: QueryDefinition = defineQuery({
  path: 'get_wallet',
  parse,
  run({ store, organization }, { walletId }): GetWalletResponse {
    const wallet = store.wallets.byId(organization.id, walletId)
    if (wallet === undefined) throw notFound(`unable to find wallet ${walletId} in organization ${organization.id}`)
    return { wallet: serializeWallet(wallet) }
  },
})
