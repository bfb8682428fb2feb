/** Where a part of an expression is in its text, in UTF-16 code units from 0. `end` is exclusive. */
export type Span = { readonly start: number; readonly end: number }

export type Comparison = '==' | '!=' | '<' | '>' | '<=' | '>='

/** `CronSpan('0 9 * * 1-5', '8h', 'America/New_York')`, parsed. */
export type CronSpan = {
  readonly minutes: ReadonlySet<number>
  readonly hours: ReadonlySet<number>
  readonly daysOfMonth: ReadonlySet<number>
  readonly months: ReadonlySet<number>
  readonly daysOfWeek: ReadonlySet<number>
  /** Whether each day field is other than `*`: if both are, a day needs to match one of them only. */
  readonly restrictsDayOfMonth: boolean
  readonly restrictsDayOfWeek: boolean
  readonly durationMinutes: number
  readonly timeZone: string
}

/** A part of an expression. */
export type Expression = Span &
  (
    | { readonly kind: 'literal'; readonly value: boolean | bigint | string }
    | { readonly kind: 'list'; readonly items: readonly Expression[] }
    | { readonly kind: 'keyword'; readonly name: string }
    /** `slot` counts the functions around it: variables are kept on a stack. */
    | { readonly kind: 'variable'; readonly name: string; readonly slot: number }
    | { readonly kind: 'field'; readonly object: Expression; readonly name: string; readonly nameStart: number }
    | { readonly kind: 'index'; readonly object: Expression; readonly index: bigint }
    | { readonly kind: 'key'; readonly object: Expression; readonly key: string }
    | { readonly kind: 'slice'; readonly object: Expression; readonly from: bigint; readonly to: bigint }
    | { readonly kind: 'and' | 'or'; readonly operands: readonly Expression[] }
    | { readonly kind: 'not'; readonly operand: Expression }
    | { readonly kind: 'compare'; readonly operator: Comparison; readonly left: Expression; readonly right: Expression }
    | { readonly kind: 'in'; readonly item: Expression; readonly list: Expression }
    | { readonly kind: 'contains'; readonly list: Expression; readonly item: Expression }
    | { readonly kind: 'count'; readonly list: Expression }
    | {
        readonly kind: 'all' | 'any' | 'filter'
        readonly list: Expression
        readonly variable: string
        readonly slot: number
        readonly predicate: Expression
      }
    | { readonly kind: 'timestamp'; readonly nanoseconds: bigint }
    | { readonly kind: 'cronSpan'; readonly span: CronSpan }
    | { readonly kind: 'caseInsensitive'; readonly text: Expression }
  )

/** Why a text is not an expression. */
export type SyntaxProblem = {
  /** Where, in UTF-16 code units from 0. */
  readonly offset: number
  /** What could stand there. */
  readonly expected: string
  /** What is wrong, and what to write, for people. */
  readonly message: string
  /** The same in the words of production, with offsets in bytes. Its wording is not verified. */
  readonly productionMessage: string
}
