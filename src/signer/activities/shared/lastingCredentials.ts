import type { Store } from '../../store/createStore.js'

/** Whether a user has an API key that does not expire. */
export function hasLastingApiKey(store: Store, userId: string): boolean {
  return store.apiKeys.ofUser(userId).some((apiKey) => apiKey.expirationSeconds === null)
}

/** Whether a user has a credential that does not expire. With only a session left, they would be locked out in minutes. */
export function hasLastingCredential(store: Store, userId: string): boolean {
  return hasLastingApiKey(store, userId) || store.authenticators.ofUser(userId).length > 0
}
