import { badRequest, forbidden } from '../../protocol/WireError.js'
import type { AccessStep } from './access.js'

/** A parent organization reads its sub-organizations and changes nothing in them, whatever their policies say. */
export const denyByDefault: AccessStep = ({ organization, caller }, { subject }) => {
  if (caller.organizationId === organization.id) return undefined
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
