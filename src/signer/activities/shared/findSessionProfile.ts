import type { RequestContext } from '../../context.js'
import { notFound } from '../../protocol/WireError.js'
import type { SessionProfileRow } from '../../store/sessionProfiles.js'

/**
 * Finds a session profile of the organization, or of its parent, whose profiles a sub-organization uses.
 *
 * @throws 404 for an unknown one. Its text is not verified against production.
 */
export function findSessionProfile(
  { store, organization }: RequestContext,
  sessionProfileId: string,
): SessionProfileRow {
  const profile = store.sessionProfiles.byId(sessionProfileId)
  if (profile === undefined || ![organization.id, organization.parentId].includes(profile.organizationId))
    throw notFound(`unable to find session profile ${sessionProfileId} in organization ${organization.id}`)
  return profile
}
