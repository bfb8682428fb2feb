import type { DeleteSubOrganizationIntent } from '../../wire/intents.js'
import { boolean, object, optional, type Parser } from '../protocol/parse.js'
import { badRequest } from '../protocol/WireError.js'
import { type ActivityDefinition, defineActivity } from './defineActivity.js'
import { assertDeletable } from './shared/assertDeletable.js'
import { deleteUser } from './shared/deleteUser.js'

const parse: Parser<DeleteSubOrganizationIntent> = object({ deleteWithoutExport: optional(boolean()) })

/** Deletes the requested sub-organization. Its own root users must decide. Afterwards no query finds anything in it. */
export const deleteSubOrganization: ActivityDefinition = defineActivity({
  path: 'delete_sub_organization',
  versions: {
    ACTIVITY_TYPE_DELETE_SUB_ORGANIZATION: {
      intent: 'deleteSubOrganizationIntent',
      result: 'deleteSubOrganizationResult',
    },
  },
  parse,
  subject: () => ({ kind: 'organization' }),
  execute(context, { deleteWithoutExport }) {
    const { store, organization } = context
    // The error code is documented for the opposite case. For a parent: not verified against production.
    if (organization.parentId === null)
      throw badRequest('This activity can only be called by sub-organizations', 'INVALID_ACTIVITY_CALLER')
    for (const { id, exported } of store.wallets.inOrganization(organization.id))
      assertDeletable({ exported, deleteWithoutExport, key: `wallet ${id}` })
    for (const { id, exported } of store.privateKeys.inOrganization(organization.id))
      assertDeletable({ exported, deleteWithoutExport, key: `private key ${id}` })
    store.wallets.deleteAll(organization.id)
    store.privateKeys.deleteAll(organization.id)
    for (const { id } of store.users.inOrganization(organization.id)) deleteUser(context, id)
    store.organizations.delete(organization.id, context.now())
    return { subOrganizationUuid: organization.id }
  },
})
