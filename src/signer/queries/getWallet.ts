import type { GetWalletRequest, GetWalletResponse } from '../../wire/queries.js'
import { findWallet } from '../activities/shared/findWallet.js'
import { type ExactParser, exactObject, string, uuid } from '../protocol/parse.js'
import { serializeWallet } from '../serialize/serializeWallet.js'
import { defineQuery, type QueryDefinition } from './defineQuery.js'

const parse: ExactParser<GetWalletRequest> = exactObject({ organizationId: uuid(), walletId: string() })

export const getWallet: QueryDefinition = defineQuery({
  path: 'get_wallet',
  parse,
  run: (context, { walletId }): GetWalletResponse => ({ wallet: serializeWallet(findWallet(context, walletId)) }),
})
