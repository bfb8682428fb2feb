import type { RequestContext } from '../../context.js'
import { badRequest } from '../../protocol/WireError.js'

/**
 * Refuses to leave a user without a credential. Keys that expire do not count: with only a session left, the user would be
 * locked out in minutes. Whether production counts them is not verified.
 */
export function assertNotLastCredential({ store }: RequestContext, userId: string): void {
  const lasting = store.apiKeys.ofUser(userId).some((apiKey) => apiKey.expirationSeconds === null)
  if (!lasting && store.authenticators.ofUser(userId).length === 0)
    throw badRequest(`user missing valid credential: ${userId}`)
}
