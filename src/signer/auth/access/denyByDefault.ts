import { permissionDenied } from '../../policyEngine/permissionDenied.js'
import { badRequest, forbidden } from '../../protocol/WireError.js'
import type { AccessStep } from './access.js'

/**
 * What no policy and no quorum allows: a change in a sub-organization by its parent, and an import as another user. For root
 * users the latter is not verified against production.
 */
export const denyByDefault: AccessStep = ({ organization, caller }, { subject }) => {
  if (caller.organizationId !== organization.id)
    return {
      outcome: 'denied',
      error:
        subject.kind === 'signature'
          ? forbidden('request not authorized')
          : badRequest(
              `organization mismatch: request is targeting organization ("${organization.id}"), but voters are in organization ("${caller.organizationId}")`,
              'ORGANIZATION_MISMATCH',
            ),
    }
  return subject.kind === 'import' && subject.userId !== caller.userId
    ? { outcome: 'denied', error: permissionDenied([]) }
    : undefined
}
