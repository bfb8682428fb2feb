import type { PreparedRequest } from '../../policies/core.js'
import type { AccessContext, AccessRequest } from '../auth/access/access.js'
import type { PolicyFacts } from './facts.js'
import { gatherFacts } from './gatherFacts.js'
import { toPreparedRequest } from './toPreparedRequest.js'

/** Reads what scopes and conditions of MFA policies are evaluated over: the keywords that conditions of policies have. */
export function prepareLimits(
  context: Pick<AccessContext, 'store' | 'organization' | 'now' | 'policyCache'>,
  request: Pick<AccessRequest, 'activity' | 'approvals'>,
): { facts: PolicyFacts; request: PreparedRequest } {
  const { store, organization } = context
  const facts = gatherFacts(context, request)
  const prepared = toPreparedRequest(context, organization.id, request.activity, facts, (address) => {
    const id = store.smartContractInterfaces.idByAddress(organization.id, address)
    if (id !== undefined) facts.interfaceId = id
    return id
  })
  return { facts, request: prepared }
}
