import type { Caller } from '../../context.js'
import type { AccessRequest } from './access.js'

/**
 * Whether all that a session asks for is its own end. It may, whatever its scope and MFA policies: it can do less afterwards. Not
 * verified against production.
 */
export function endsOwnSession({ userId, session }: Caller, { subject }: Pick<AccessRequest, 'subject'>): boolean {
  if (session === undefined || subject.kind !== 'credentials' || subject.userId !== userId) return false
  const { deletedApiKeys = [] } = subject
  return deletedApiKeys.length > 0 && deletedApiKeys.every((id) => id === session.apiKeyId)
}
