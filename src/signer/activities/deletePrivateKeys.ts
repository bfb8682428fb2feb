import type { DeletePrivateKeysIntent } from '../../wire/intents.js'
import { boolean, list, object, optional, type Parser, uuid } from '../protocol/parse.js'
import { requestLimits } from '../protocol/requestLimits.js'
import { type ActivityDefinition, defineActivity } from './defineActivity.js'
import { assertDeletable } from './shared/assertDeletable.js'
import { findPrivateKey } from './shared/findPrivateKey.js'

const parse: Parser<DeletePrivateKeysIntent> = object({
  privateKeyIds: list(uuid(), { min: 1, max: requestLimits.items }),
  deleteWithoutExport: optional(boolean()),
})

export const deletePrivateKeys: ActivityDefinition = defineActivity({
  path: 'delete_private_keys',
  versions: {
    ACTIVITY_TYPE_DELETE_PRIVATE_KEYS: { intent: 'deletePrivateKeysIntent', result: 'deletePrivateKeysResult' },
  },
  parse,
  subject: () => ({ kind: 'organization' }),
  execute(context, { privateKeyIds, deleteWithoutExport }) {
    for (const id of privateKeyIds) {
      const { exported } = findPrivateKey(context, id)
      assertDeletable({ exported, deleteWithoutExport, key: `private key ${id}` })
      context.store.privateKeys.delete(id)
    }
    return { privateKeyIds }
  },
})
