import type { Span } from '../syntax/tree.js'
import type { PolicyField } from '../types.js'
import type { TypeProblemCode } from './checkExpression.js'

/** What is wrong with a policy, or likely to be. */
export type PolicyIssueCode =
  /** The expression cannot be parsed. */
  | 'SYNTAX'
  /** A string is in double quotes. */
  | 'DOUBLE_QUOTES'
  /** The effect is not one of the two, or an expression is not a string. */
  | 'MALFORMED'
  | TypeProblemCode
  /** An account's address is not in the form that the API has, with its checksum. */
  | 'ACCOUNT_ADDRESS_CASE'
  /** The value is compared exactly, so the same address in another case is another value. */
  | 'COMPARED_EXACTLY'
  /** The value of a message is compared with an integer, and clients send strings. */
  | 'STRING_AMOUNT'
  /** A DENY is skipped when it is an error, and it can be one. */
  | 'DENY_FAILS_OPEN'
  /** The clause is false, or an error, in every request. */
  | 'NEVER_HOLDS'
  /** A `!=` with a constant that the field can never be is true wherever it is not an error. */
  | 'ALWAYS_HOLDS'
  /** The expression reads keywords that are never there together. */
  | 'EXCLUSIVE_KEYWORDS'
  /** No policy applies to users who meet the root quorum. */
  | 'ROOT_USER'
  /** A rule over transactions, around which raw payloads go. */
  | 'RAW_PAYLOADS'
  /** The root quorum alone decides on this activity. */
  | 'ROOT_QUORUM_ACTIVITY'
  /** A placeholder of an example is still there. */
  | 'PLACEHOLDER'
  /** Not in the published language. */
  | 'UNDOCUMENTED'
  /** This package does not evaluate it. */
  | 'NOT_AVAILABLE'

/** A part of an expression that is reported. */
export type Finding = Span & { readonly code: PolicyIssueCode; readonly message: string }

/** An error or a warning of `checkPolicy`. */
export type PolicyIssue = {
  /** The kind of issue. Decide by this. */
  readonly code: PolicyIssueCode
  /** The field that it is in, or `effect`. */
  readonly field: PolicyField | 'effect'
  /** What is wrong, and what to write. */
  readonly message: string
  /** Where it begins in the field, in UTF-16 code units from 0. */
  readonly offset: number
  /** Where it ends, exclusive. */
  readonly end: number
  /** What could stand there, for errors. */
  readonly expected?: string | undefined
}
