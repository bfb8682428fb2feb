import type { GetPrivateKeyRequest, GetPrivateKeyResponse } from '../../wire/queries.js'
import { type ExactParser, exactObject, string, uuid } from '../protocol/parse.js'
import { notFound } from '../protocol/WireError.js'
import { serializePrivateKey } from '../serialize/serializePrivateKey.js'
import { defineQuery, type QueryDefinition } from './defineQuery.js'

const parse: ExactParser<GetPrivateKeyRequest> = exactObject({ organizationId: uuid(), privateKeyId: string() })

export const getPrivateKey: QueryDefinition = defineQuery({
  path: 'get_private_key',
  parse,
  run({ store, organization }, { privateKeyId }): GetPrivateKeyResponse {
    const privateKey = store.privateKeys.byId(organization.id, privateKeyId)
    if (privateKey === undefined)
      throw notFound(`unable to find private key ${privateKeyId} in organization ${organization.id}`)
    return { privateKey: serializePrivateKey(store, privateKey) }
  },
})
