import type { UpdateRootQuorumIntent } from '../../wire/intents.js'
import { limits } from '../protocol/limits.js'
import { int32, listOrAbsent, object, type Parser, uuid } from '../protocol/parse.js'
import { badRequest } from '../protocol/WireError.js'
import { type ActivityDefinition, defineActivity } from './defineActivity.js'
import { assertQuorumPossible } from './shared/assertQuorumPossible.js'
import { findUser } from './shared/findUser.js'

const parse: Parser<UpdateRootQuorumIntent> = object({
  threshold: int32(),
  userIds: listOrAbsent(uuid(), { max: limits.users }),
})

export const updateRootQuorum: ActivityDefinition = defineActivity({
  path: 'update_root_quorum',
  versions: {
    ACTIVITY_TYPE_UPDATE_ROOT_QUORUM: { intent: 'updateRootQuorumIntent', result: 'updateRootQuorumResult' },
  },
  parse,
  subject: () => ({ kind: 'organization' }),
  execute(context, { threshold, userIds }) {
    const { store, organization } = context
    const members = new Set(userIds.map((userId) => findUser(context, userId).id))
    if (threshold < 1) throw badRequest('quorum threshold must be non-zero integer')
    if (threshold > members.size) throw badRequest('quorum users missing')
    store.users.setRootQuorum(organization.id, [...members], context.now())
    store.organizations.setQuorumThreshold(organization.id, threshold, context.now())
    assertQuorumPossible(context, organization.id)
    return {}
  },
})
