import type { CreateAuthenticatorsIntentV2 } from '../../wire/intents.js'
import { object, type Parser, uuid } from '../protocol/parse.js'
import { type ActivityDefinition, defineActivity } from './defineActivity.js'
import { addAuthenticator } from './shared/addAuthenticator.js'
import { authenticatorList } from './shared/credentialParams.js'
import { findUser } from './shared/findUser.js'

const parse: Parser<CreateAuthenticatorsIntentV2> = object({ authenticators: authenticatorList, userId: uuid() })

export const createAuthenticators: ActivityDefinition = defineActivity({
  path: 'create_authenticators',
  versions: {
    ACTIVITY_TYPE_CREATE_AUTHENTICATORS_V2: {
      intent: 'createAuthenticatorsIntentV2',
      result: 'createAuthenticatorsResult',
    },
  },
  parse,
  subject: ({ userId }) => ({ kind: 'credentials', userId }),
  execute(context, { authenticators, userId }) {
    const user = findUser(context, userId)
    return {
      authenticatorIds: authenticators.map((params) =>
        addAuthenticator(context, context.organization.id, user.id, params),
      ),
    }
  },
})
