import { decideScope } from '../../policyEngine/decideScope.js'
import { scopeDenied } from '../../policyEngine/scopeDenied.js'
import { notFound } from '../../protocol/WireError.js'
import type { AccessStep } from './access.js'
import { endsOwnSession } from './endsOwnSession.js'

/**
 * A session with a profile does what its scope allows, and nothing else. A vote is judged by the activity that it is on. That was
 * not verified against production.
 */
export const limitByScope: AccessStep = (context, request, note) => {
  const { caller, organization } = context
  const profileId = caller.session?.profileId ?? null
  // A parent organization changes nothing here, whatever its scope: the step for that denies it.
  if (profileId === null || caller.organizationId !== organization.id || endsOwnSession(caller, request))
    return undefined
  const profile = context.store.sessionProfiles.byId(profileId)
  if (profile === undefined) throw notFound(`unable to find session profile ${profileId}`)
  const scope = decideScope(context, request, profile)
  note({ scope })
  return scope.isInScope ? undefined : { outcome: 'denied', error: scopeDenied(profile) }
}
