// What the local signer takes of this folder. Nothing here loads viem or an error class: results are returned.
export { activityClasses, rootQuorumActivities } from './context/activityClasses.js'
export { type BuiltContext, buildContext, type ContextInput } from './context/buildContext.js'
export { decodeCall } from './context/decodeCall.js'
export type { Item as RlpItem } from './context/decodeRlp.js'
export type { ContractArgument, ContractInterfaces, DecodedCall } from './context/interfaces.js'
export { type AbiFunction, parseAbi } from './context/parseAbi.js'
export { parseUnsignedTransaction, type UnsignedTransaction } from './context/parseUnsignedTransaction.js'
export type { PolicyPrivateKey, PolicyWallet } from './context/types.js'
export { createFieldEvaluator, type FieldResults, type PreparedRequest } from './evaluate/createFieldEvaluator.js'
export {
  type ExpressionResult,
  evaluateExpression,
  type KeywordValues,
  maxSteps,
} from './evaluate/evaluateExpression.js'
export {
  evaluatePrepared,
  type PreparedEvaluation,
  type PreparedOutcome,
} from './evaluate/evaluatePrepared.js'
export type { Budget } from './evaluate/evaluation.js'
export type { ClauseError, ClauseTrace, OperandTrace } from './evaluate/explainExpression.js'
export { explainPrepared, type PolicyTrace } from './evaluate/explainPrepared.js'
export type { Fault, FaultCode } from './evaluate/fault.js'
export {
  type PolicyProblem,
  type PreparedExpression,
  type PreparedPolicy,
  type PreparedResult,
  prepareExpression,
  preparePolicy,
} from './evaluate/preparePolicy.js'
export { type ParsedExpression, parseExpression } from './syntax/parseExpression.js'
export type { CronSpan, Expression, SyntaxProblem } from './syntax/tree.js'
export type {
  Policy,
  PolicyContext,
  PolicyCredential,
  PolicyEffect,
  PolicyField,
  PolicyOutcome,
  PolicyUser,
} from './types.js'
