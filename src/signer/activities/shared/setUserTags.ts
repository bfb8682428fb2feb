import type { RequestContext } from '../../context.js'
import type { UserRow } from '../../store/users.js'

/** Gives a user these tags and no others. */
export function setUserTags({ store, now }: RequestContext, user: UserRow, tags: readonly string[]): void {
  const wanted = [...new Set(tags)]
  const isSame = wanted.length === user.tags.length && wanted.every((tag) => user.tags.includes(tag))
  if (!isSame) store.users.update({ ...user, tags: wanted, updatedMs: now() })
}
