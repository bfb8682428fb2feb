import type { PolicyUser } from '../../policies/core.js'
import type { UserRow } from '../store/users.js'

/** Returns a user as policies see them. */
export function toPolicyUser({ id, tags, email, name }: UserRow): PolicyUser {
  return { id, tags, alias: name, ...(email === null ? {} : { email }) }
}
