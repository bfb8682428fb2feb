import { permissionDenied } from '../../policyEngine/permissionDenied.js'
import { badRequest, forbidden } from '../../protocol/WireError.js'
import type { AccessStep } from './access.js'

/**
 * What nobody may do, whatever the quorum and policies say: a parent organization reads its sub-organizations and changes
 * nothing in them, and users import keys as themselves only. The latter is not verified against production for root users.
 */
export const denyByDefault: AccessStep = ({ organization, caller }, { subject }) => {
  if (caller.organizationId === organization.id)
    return subject.kind === 'import' && subject.userId !== caller.userId
      ? { outcome: 'denied', error: permissionDenied([]) }
      : undefined
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
}
