import type { GetPrivateKeyRequest, GetPrivateKeyResponse } from '../../wire/queries.js'
import { findPrivateKey } from '../activities/shared/findPrivateKey.js'
import { type ExactParser, exactObject, string, uuid } from '../protocol/parse.js'
import { serializePrivateKey } from '../serialize/serializePrivateKey.js'
import { defineQuery, type QueryDefinition } from './defineQuery.js'

const parse: ExactParser<GetPrivateKeyRequest> = exactObject({ organizationId: uuid(), privateKeyId: string() })

export const getPrivateKey: QueryDefinition = defineQuery({
  path: 'get_private_key',
  parse,
  run: (context, { privateKeyId }): GetPrivateKeyResponse => ({
    privateKey: serializePrivateKey(context.store, findPrivateKey(context, privateKeyId)),
  }),
})
