import type { Span } from '../syntax/tree.js'

/** Why a part of an expression has no value. */
export type FaultCode =
  /** The request does not have this keyword, such as `eth.tx` in a raw payload. */
  | 'MISSING_KEYWORD'
  /** The keyword is there, and this field is not. */
  | 'MISSING_FIELD'
  /** The arguments of a call do not fit its function, or are too large to decode. A DENY with this error denies. */
  | 'NOT_DECODED'
  /** The types do not fit, such as an integer compared with a string. */
  | 'TYPE_MISMATCH'
  /** An index, a slice or an integer is out of range, or `.all` is asked of an empty list. */
  | 'OUT_OF_RANGE'
  /** This package does not evaluate it, such as `solana.tx`. */
  | 'NOT_AVAILABLE'
  /** The platform has no time zones. */
  | 'NO_TIME_ZONES'
  /** The evaluation would take too long. */
  | 'TOO_MANY_STEPS'

/** The part of an expression that has no value, and why. */
export type Fault = Span & {
  /** The kind of error. Decide by this. */
  readonly code: FaultCode
  /** What is wrong, for people. */
  readonly message: string
}
