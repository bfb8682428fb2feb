import type { PreparedRequest } from '../../policies/core.js'
import type { AccessContext, AccessRequest } from '../auth/access/access.js'
import type { PolicyFacts } from './facts.js'
import { gatherFacts } from './gatherFacts.js'
import { toPreparedRequest } from './toPreparedRequest.js'

/** Reads what scopes, MFA policies and policies are evaluated over. The facts are noted, so that it can be explained later. */
export function prepareRequest(
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
