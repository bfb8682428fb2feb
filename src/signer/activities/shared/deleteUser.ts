import type { RequestContext } from '../../context.js'

/** Deletes a user with their credentials. Their votes stay. */
export function deleteUser({ store, now }: RequestContext, userId: string): void {
  for (const { id } of store.apiKeys.ofUser(userId)) store.apiKeys.delete(id)
  for (const { id } of store.authenticators.ofUser(userId)) store.authenticators.delete(id)
  store.importKeys.deleteOfUser(userId)
  store.users.delete(userId, now())
}
