import type { Caller } from '../../context.js'
import { isSession } from '../../store/apiKeys.js'
import type { Store } from '../../store/createStore.js'
import type { AccessStep, Subject } from './access.js'

/**
 * What users may do to their own credentials, unless a policy denies it: begin and end their sessions, and outside the root
 * quorum change all of their credentials.
 *
 * A session counts as one vote, its user's, whatever the quorum. Neither that nor ending sessions was verified against
 * production with a quorum.
 */
export const allowOwnCredentials: AccessStep = ({ store, caller }, { subject }) => {
  const isOwn =
    subject.kind === 'login' ||
    endsOwnSessions(store, caller, subject) ||
    (subject.kind === 'credentials' && subject.userId === caller.userId && !caller.inRootQuorum)
  return isOwn ? { outcome: 'allowed' } : undefined
}

function endsOwnSessions(store: Store, caller: Caller, subject: Subject): boolean {
  if (subject.kind !== 'credentials' || subject.deletedApiKeys === undefined) return false
  return subject.deletedApiKeys.every((id) => {
    const apiKey = store.apiKeys.byId(caller.organizationId, id)
    return apiKey !== undefined && isSession(apiKey) && apiKey.userId === caller.userId
  })
}
