import type { ListWalletsResponse } from '../../wire/queries.js'
import { exactObject, uuid } from '../protocol/parse.js'
import { serializeWallet } from '../serialize/serializeWallet.js'
import { defineQuery, type QueryDefinition } from './defineQuery.js'

export const listWallets: QueryDefinition = defineQuery({
  path: 'list_wallets',
  parse: exactObject({ organizationId: uuid() }),
  run: ({ store, organization }): ListWalletsResponse => ({
    wallets: store.wallets.inOrganization(organization.id).map(serializeWallet),
  }),
})
