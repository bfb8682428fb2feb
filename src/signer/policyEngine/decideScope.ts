import { evaluateExpression } from '../../policies/core.js'
import type { AccessContext, AccessRequest } from '../auth/access/access.js'
import type { SessionProfileRow } from '../store/sessionProfiles.js'
import type { ScopeDecision } from './facts.js'
import { prepareRequest } from './prepareRequest.js'

/**
 * Tells whether an activity is in the scope of a session. An error is not: what a scope cannot read, it does not allow. Not verified
 * against production.
 */
export function decideScope(
  context: AccessContext,
  request: AccessRequest,
  { id: sessionProfileId, scope }: SessionProfileRow,
): ScopeDecision {
  const tree = context.policyCache.conditionOf(scope)
  const { facts, request: prepared } = prepareRequest(context, request)
  const result = tree === undefined ? undefined : evaluateExpression(tree, prepared.context)
  return { sessionProfileId, isInScope: result !== undefined && 'value' in result && result.value, facts }
}
