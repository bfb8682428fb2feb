import type { PolicyCredential, PolicyUser } from '../../policies/core.js'
import type { Store } from '../store/createStore.js'
import { toPolicyUser } from './toPolicyUser.js'

/** Who could still approve in an organization. */
export type PeopleReader = { users(): readonly PolicyUser[]; credentials(): readonly PolicyCredential[] }

/** Reads each of them once, when it is asked for first. Most requests never ask. */
export function createPeopleReader(store: Store, organizationId: string): PeopleReader {
  let users: PolicyUser[] | undefined
  let credentials: PolicyCredential[] | undefined
  return {
    users() {
      users ??= store.users.inOrganization(organizationId).map(toPolicyUser)
      return users
    },
    credentials() {
      credentials ??= store.users.inOrganization(organizationId).flatMap(({ id: userId }) => [
        ...store.authenticators.ofUser(userId).map(({ id, credentialId, publicKey }) => ({
          id,
          userId,
          type: 'CREDENTIAL_TYPE_WEBAUTHN_AUTHENTICATOR',
          credentialId,
          publicKey,
        })),
        ...store.apiKeys.ofUser(userId).map(({ id, type, publicKey }) => ({ id, userId, type, publicKey })),
      ])
      return credentials
    },
  }
}
