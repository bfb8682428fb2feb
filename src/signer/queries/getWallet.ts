import type { GetWalletRequest, GetWalletResponse } from '../../wire/queries.js'
import { findWallet } from '../activities/shared/findWallet.js'
import { object, type Parser, string } from '../protocol/parse.js'
import { serializeWallet } from '../serialize/serializeWallet.js'
import { defineQuery, type QueryDefinition } from './defineQuery.js'

const parse: Parser<Pick<GetWalletRequest, 'walletId'>> = object({ walletId: string() })

export const getWallet: QueryDefinition = defineQuery({
  path: 'get_wallet',
  parse,
  run: (context, { walletId }): GetWalletResponse => ({ wallet: serializeWallet(findWallet(context, walletId)) }),
})
