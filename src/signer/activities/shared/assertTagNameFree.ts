import type { RequestContext } from '../../context.js'
import { badRequest } from '../../protocol/WireError.js'

/** Refuses the name of another user tag. The text of the refusal is not verified against production. */
export function assertTagNameFree({ store, organization }: RequestContext, name: string, exceptId?: string): void {
  const other = store.userTags.inOrganization(organization.id).find((tag) => tag.name === name)
  if (other !== undefined && other.id !== exceptId) throw badRequest('user tag label must be unique')
}
