import type { DeleteApiKeysIntent } from '../../wire/intents.js'
import { list, object, type Parser, uuid } from '../protocol/parse.js'
import { requestLimits } from '../protocol/requestLimits.js'
import { notFound } from '../protocol/WireError.js'
import { type ActivityDefinition, defineActivity } from './defineActivity.js'
import { assertNotLastCredential } from './shared/assertNotLastCredential.js'
import { findUser } from './shared/findUser.js'

const parse: Parser<DeleteApiKeysIntent> = object({
  userId: uuid(),
  apiKeyIds: list(uuid(), { min: 1, max: requestLimits.items }),
})

export const deleteApiKeys: ActivityDefinition = defineActivity({
  path: 'delete_api_keys',
  versions: { ACTIVITY_TYPE_DELETE_API_KEYS: { intent: 'deleteApiKeysIntent', result: 'deleteApiKeysResult' } },
  parse,
  subject: ({ userId }) => ({ kind: 'credentials', userId }),
  execute(context, { userId, apiKeyIds }) {
    const { store, organization } = context
    const user = findUser(context, userId)
    for (const id of apiKeyIds) {
      if (store.apiKeys.byId(organization.id, id)?.userId !== user.id)
        throw notFound(`unable to find api key ${id} in organization ${organization.id}`)
      store.apiKeys.delete(id)
    }
    assertNotLastCredential(context, user.id)
    return { apiKeyIds }
  },
})
