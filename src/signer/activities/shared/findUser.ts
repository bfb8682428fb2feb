import type { RequestContext } from '../../context.js'
import { notFound } from '../../protocol/WireError.js'
import type { UserRow } from '../../store/users.js'

/** @throws 404 if the organization has no such user. */
export function findUser({ store, organization }: RequestContext, userId: string): UserRow {
  const user = store.users.byId(organization.id, userId)
  if (user === undefined) throw notFound(`unable to find user ${userId} in organization ${organization.id}`)
  return user
}
