export type { PolicyIssue, PolicyIssueCode } from './check/issues.js'
export { checkPolicy } from './checkPolicy.js'
export type { ContractArgument, ContractInterfaces, DecodedCall } from './context/interfaces.js'
export type { PolicyPrivateKey, PolicyWallet } from './context/types.js'
export { createInterfaces } from './createInterfaces.js'
export { type ExpressionResult, evaluateExpression, type KeywordValues } from './evaluate/evaluateExpression.js'
export type { ClauseError, ClauseTrace, OperandTrace } from './evaluate/explainExpression.js'
export type { PolicyTrace } from './evaluate/explainPrepared.js'
export type { Fault, FaultCode } from './evaluate/fault.js'
export type { Value } from './evaluate/values.js'
export { evaluatePolicies } from './evaluatePolicies.js'
export { parsePolicy } from './parsePolicy.js'
export { contractOnly } from './rules/contractOnly.js'
export type { FeeLimit } from './rules/feeClauses.js'
export { noBlindSigning, type PolicyRule } from './rules/noBlindSigning.js'
export { spendingLimit } from './rules/spendingLimit.js'
export { stepUpRules } from './rules/stepUpRules.js'
export type { CronSpan, Expression } from './syntax/tree.js'
export { toPolicyContext } from './toPolicyContext.js'
export type {
  Policy,
  PolicyContext,
  PolicyCredential,
  PolicyEffect,
  PolicyField,
  PolicyOutcome,
  PolicyUser,
} from './types.js'
