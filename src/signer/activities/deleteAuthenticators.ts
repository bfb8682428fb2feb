import type { DeleteAuthenticatorsIntent } from '../../wire/intents.js'
import { list, object, type Parser, uuid } from '../protocol/parse.js'
import { requestLimits } from '../protocol/requestLimits.js'
import { notFound } from '../protocol/WireError.js'
import { type ActivityDefinition, defineActivity } from './defineActivity.js'
import { assertNotLastCredential } from './shared/assertNotLastCredential.js'
import { findUser } from './shared/findUser.js'

const parse: Parser<DeleteAuthenticatorsIntent> = object({
  userId: uuid(),
  authenticatorIds: list(uuid(), { min: 1, max: requestLimits.items }),
})

export const deleteAuthenticators: ActivityDefinition = defineActivity({
  path: 'delete_authenticators',
  versions: {
    ACTIVITY_TYPE_DELETE_AUTHENTICATORS: {
      intent: 'deleteAuthenticatorsIntent',
      result: 'deleteAuthenticatorsResult',
    },
  },
  parse,
  subject: ({ userId }) => ({ kind: 'credentials', userId }),
  execute(context, { userId, authenticatorIds }) {
    const { store, organization } = context
    const user = findUser(context, userId)
    for (const id of authenticatorIds) {
      if (store.authenticators.byId(organization.id, id)?.userId !== user.id)
        throw notFound(`webauthn authenticator not found in organization: ${id}`)
      store.authenticators.delete(id)
    }
    assertNotLastCredential(context, user)
    return { authenticatorIds }
  },
})
