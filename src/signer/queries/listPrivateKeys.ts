import type { ListPrivateKeysResponse } from '../../wire/queries.js'
import { exactObject, uuid } from '../protocol/parse.js'
import { serializePrivateKey } from '../serialize/serializePrivateKey.js'
import { boundedList } from './boundedList.js'
import { defineQuery, type QueryDefinition } from './defineQuery.js'

export const listPrivateKeys: QueryDefinition = defineQuery({
  path: 'list_private_keys',
  parse: exactObject({ organizationId: uuid() }),
  run: ({ store, organization }): ListPrivateKeysResponse => ({
    privateKeys: boundedList(
      store.privateKeys.inOrganization(organization.id),
      (row) => serializePrivateKey(store, row),
      'ask for one key with get_private_key',
    ),
  }),
})
