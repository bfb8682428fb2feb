import type { RequestContext } from '../../context.js'
import { notFound } from '../../protocol/WireError.js'
import type { UserTagRow } from '../../store/userTags.js'

/** @throws 404 if the organization has no such user tag. */
export function findUserTag({ store, organization }: RequestContext, tagId: string): UserTagRow {
  const tag = store.userTags.byId(organization.id, tagId)
  if (tag === undefined) throw notFound(`unable to find user tag ${tagId} in organization ${organization.id}`)
  return tag
}
