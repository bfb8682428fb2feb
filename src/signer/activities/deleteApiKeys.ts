import type { DeleteApiKeysIntent } from '../../wire/intents.js'
import type { RequestContext } from '../context.js'
import { list, object, type Parser, uuid } from '../protocol/parse.js'
import { requestLimits } from '../protocol/requestLimits.js'
import { badRequest, notFound } from '../protocol/WireError.js'
import { type ApiKeyRow, isExpired, isSession } from '../store/apiKeys.js'
import type { UserRow } from '../store/users.js'
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
  subject: ({ userId, apiKeyIds }) => ({ kind: 'credentials', userId, deletedApiKeys: apiKeyIds }),
  execute(context, { userId, apiKeyIds }) {
    const { store, organization } = context
    const user = findUser(context, userId)
    const deleted = apiKeyIds.map((id) => {
      const apiKey = store.apiKeys.byId(organization.id, id)
      if (apiKey?.userId !== user.id) throw notFound(`unable to find api key ${id} in organization ${organization.id}`)
      store.apiKeys.delete(id)
      return apiKey
    })
    if (deleted.some((apiKey) => apiKey.expirationSeconds === null)) assertNotLastCredential(context, user)
    else assertNotLastKey(context, user, deleted)
    return { apiKeyIds }
  },
})

/**
 * Refuses to delete the last key of a user who has only keys that expire. A session can always be ended, even if it is the
 * last key: it may be in the wrong hands.
 */
function assertNotLastKey({ store, now }: RequestContext, user: UserRow, deleted: readonly ApiKeyRow[]): void {
  if (deleted.every(isSession) || store.authenticators.ofUser(user.id).length > 0) return
  if (!store.apiKeys.ofUser(user.id).some((apiKey) => !isExpired(apiKey, now())))
    throw badRequest(`user missing valid credential: ${user.id}`)
}
