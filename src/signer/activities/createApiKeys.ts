import type { CreateApiKeysIntentV2 } from '../../wire/intents.js'
import { object, type Parser, uuid } from '../protocol/parse.js'
import { type ActivityDefinition, defineActivity } from './defineActivity.js'
import { addApiKey } from './shared/addApiKey.js'
import { apiKeyList } from './shared/credentialParams.js'
import { findUser } from './shared/findUser.js'

const parse: Parser<CreateApiKeysIntentV2> = object({ apiKeys: apiKeyList, userId: uuid() })

export const createApiKeys: ActivityDefinition = defineActivity({
  path: 'create_api_keys',
  versions: {
    ACTIVITY_TYPE_CREATE_API_KEYS_V2: { intent: 'createApiKeysIntentV2', result: 'createApiKeysResult' },
  },
  parse,
  subject: ({ userId }) => ({ kind: 'credentials', userId }),
  execute(context, { apiKeys, userId }) {
    const user = findUser(context, userId)
    return { apiKeyIds: apiKeys.map((params) => addApiKey(context, context.organization.id, user.id, params)) }
  },
})
