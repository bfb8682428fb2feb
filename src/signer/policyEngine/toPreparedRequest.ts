import { buildContext, decodeCall, type PreparedRequest } from '../../policies/core.js'
import type { AccessRequest } from '../auth/access/access.js'
import { badRequest } from '../protocol/WireError.js'
import type { Store } from '../store/createStore.js'
import type { PolicyCache } from './createPolicyCache.js'
import type { PolicyFacts } from './facts.js'
import { toPolicyUser } from './toPolicyUser.js'

/**
 * Puts together what policies are evaluated over.
 *
 * @param findInterface Returns the id of the interface for an address.
 * @throws 400 for a transaction or typed data that could not be signed anyway. Production validates first, too.
 */
export function toPreparedRequest(
  { store, policyCache }: { store: Store; policyCache: PolicyCache },
  organizationId: string,
  { type, parameters }: AccessRequest['activity'],
  facts: PolicyFacts,
  findInterface: (address: string) => string | undefined,
): PreparedRequest {
  const built = buildContext({
    type,
    parameters,
    wallet: facts.wallet,
    privateKey: facts.privateKey,
    wallets: facts.wallets,
    interfaces({ to, data }) {
      const id = findInterface(to)
      return id === undefined ? undefined : decodeCall(policyCache.functionsOf(id), data)
    },
  })
  if (!built.ok) throw badRequest(built.error.message)
  return {
    context: built.context,
    approvers: facts.approvers.flatMap((id) => {
      const user = store.users.atHistory(organizationId, id, facts.history)
      return user === undefined ? [] : [toPolicyUser(user)]
    }),
    credentials: facts.credentials,
    now: facts.now,
  }
}
