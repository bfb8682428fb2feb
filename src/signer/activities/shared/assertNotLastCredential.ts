import type { RequestContext } from '../../context.js'
import { badRequest } from '../../protocol/WireError.js'

/**
 * A user keeps a way in. Keys that expire do not count: with a session for their last credential they would be locked out
 * in minutes. Whether the real service counts them nobody has seen.
 */
export function assertNotLastCredential({ store }: RequestContext, userId: string): void {
  const lasting = store.apiKeys.ofUser(userId).some((apiKey) => apiKey.expirationSeconds === null)
  if (!lasting && store.authenticators.ofUser(userId).length === 0)
    throw badRequest(`user missing valid credential: ${userId}`)
}
