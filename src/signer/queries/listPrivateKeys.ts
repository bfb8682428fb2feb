import type { ListPrivateKeysResponse } from '../../wire/queries.js'
import { exactObject, uuid } from '../protocol/parse.js'
import { serializePrivateKey } from '../serialize/serializePrivateKey.js'
import { defineQuery, type QueryDefinition } from './defineQuery.js'

export const listPrivateKeys: QueryDefinition = defineQuery({
  path: 'list_private_keys',
  parse: exactObject({ organizationId: uuid() }),
  run: ({ store, organization }): ListPrivateKeysResponse => ({
    privateKeys: store.privateKeys.inOrganization(organization.id).map((row) => serializePrivateKey(store, row)),
  }),
})
