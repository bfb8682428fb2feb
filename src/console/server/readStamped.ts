import type { VoteRow } from '../../signer/store/activities.js'
import type { Store } from '../../signer/store/createStore.js'
import type { Stamped } from '../types.js'

/** Who cast a vote, and with which credential: by its public key. The signature stays where it is. */
export function readStamped(store: Store, organizationId: string, vote: VoteRow): Stamped {
  const { userId, publicKey, scheme } = vote
  const user = { userId, userName: store.users.everById(organizationId, userId)?.name ?? '' }
  if (scheme === 'SIGNATURE_SCHEME_TK_WEBAUTHN') {
    const passkey = store.authenticators.ofUser(userId).find((each) => each.publicKey === publicKey)
    return { ...user, kind: 'passkey', name: passkey?.name ?? null }
  }
  const apiKey = store.apiKeys.inOrganization(organizationId, publicKey)
  if (apiKey === undefined) return { ...user, kind: 'API key or session', name: null }
  return { ...user, kind: apiKey.type === 'CREDENTIAL_TYPE_LOGIN' ? 'session' : 'API key', name: apiKey.name }
}
