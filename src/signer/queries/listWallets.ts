import type { ListWalletsResponse } from '../../wire/queries.js'
import { exactObject, uuid } from '../protocol/parse.js'
import { serializeWallet } from '../serialize/serializeWallet.js'
import { boundedList } from './boundedList.js'
import { defineQuery, type QueryDefinition } from './defineQuery.js'

export const listWallets: QueryDefinition = defineQuery({
  path: 'list_wallets',
  parse: exactObject({ organizationId: uuid() }),
  run: ({ store, organization }): ListWalletsResponse => ({
    wallets: boundedList(
      store.wallets.inOrganization(organization.id),
      serializeWallet,
      'ask for one wallet with get_wallet',
    ),
  }),
})
