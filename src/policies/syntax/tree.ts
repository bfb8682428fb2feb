/** Where a part of an expression is in its text. */
export type Span = {
  /** Where it begins, in UTF-16 code units from 0. */
  readonly start: number
  /** Where it ends, in UTF-16 code units from 0. Exclusive. */
  readonly end: number
}

/** An operator that compares two values. */
export type Comparison = '==' | '!=' | '<' | '>' | '<=' | '>='

/** `CronSpan('0 9 * * 1-5', '8h', 'America/New_York')`, parsed. */
export type CronSpan = {
  /** Minutes at which it begins, from 0 to 59. */
  readonly minutes: ReadonlySet<number>
  /** Hours at which it begins, from 0 to 23. */
  readonly hours: ReadonlySet<number>
  /** Days of the month, from 1 to 31. */
  readonly daysOfMonth: ReadonlySet<number>
  /** Months, from 1 to 12. */
  readonly months: ReadonlySet<number>
  /** Days of the week, from 0 for Sunday to 6. */
  readonly daysOfWeek: ReadonlySet<number>
  /** Whether the day of the month is other than `*`. If both day fields are, a day needs to match one of them only. */
  readonly restrictsDayOfMonth: boolean
  /** Whether the day of the week is other than `*`. */
  readonly restrictsDayOfWeek: boolean
  /** How long it lasts each time, in minutes: 7 days at most. */
  readonly durationMinutes: number
  /** IANA time zone of the schedule, such as `America/New_York`. */
  readonly timeZone: string
}

/** A part of an expression. Its `kind` says which; `start` and `end` say where it is in the text. */
export type Expression = Span &
  (
    | {
        /** A constant, such as `'abc'`, `1` or `true`. */
        readonly kind: 'literal'
        /** Its value. Integers are `bigint`. */
        readonly value: boolean | bigint | string
      }
    | {
        /** `[a, b]`. */
        readonly kind: 'list'
        /** Its items, in the order of the text. */
        readonly items: readonly Expression[]
      }
    | {
        /** A keyword, such as `eth` or `approvers`. */
        readonly kind: 'keyword'
        /** Its name. It may be one that does not exist. */
        readonly name: string
      }
    | {
        /** The variable of an `.all`, `.any` or `.filter` around it. */
        readonly kind: 'variable'
        /** Its name. */
        readonly name: string
        /** Which variable it is: the `slot` of the function that declares it. */
        readonly slot: number
      }
    | {
        /** `object.name`. */
        readonly kind: 'field'
        /** What has the field. */
        readonly object: Expression
        /** Name of the field. It may be one that does not exist. */
        readonly name: string
        /** Where the name begins in the text, in UTF-16 code units from 0. */
        readonly nameStart: number
      }
    | {
        /** `object[0]`. */
        readonly kind: 'index'
        /** The list or string. */
        readonly object: Expression
        /** The position, from 0. */
        readonly index: bigint
      }
    | {
        /** `object['key']`. */
        readonly kind: 'key'
        /** The map. */
        readonly object: Expression
        /** The key, without quotes. */
        readonly key: string
      }
    | {
        /** `object[0..10]`. */
        readonly kind: 'slice'
        /** The list or string. */
        readonly object: Expression
        /** The first position, from 0. */
        readonly from: bigint
        /** The position after the last one, from 0. At least `from`. */
        readonly to: bigint
      }
    | {
        /** `a && b && c`, or with `||`. */
        readonly kind: 'and' | 'or'
        /** What is joined, in the order of the text: at least two. */
        readonly operands: readonly Expression[]
      }
    | {
        /** `!operand`. */
        readonly kind: 'not'
        /** What is negated. */
        readonly operand: Expression
      }
    | {
        /** `left == right`, or with another operator. */
        readonly kind: 'compare'
        /** The operator. */
        readonly operator: Comparison
        /** The side before the operator. */
        readonly left: Expression
        /** The side after the operator. */
        readonly right: Expression
      }
    | {
        /** `item in list`. */
        readonly kind: 'in'
        /** What is looked for. */
        readonly item: Expression
        /** The list it is looked for in. */
        readonly list: Expression
      }
    | {
        /** `list.contains(item)`. */
        readonly kind: 'contains'
        /** The list it is looked for in. */
        readonly list: Expression
        /** What is looked for. */
        readonly item: Expression
      }
    | {
        /** `list.count()`. */
        readonly kind: 'count'
        /** The list whose items are counted. */
        readonly list: Expression
      }
    | {
        /** `list.all(variable, predicate)`, or `.any` or `.filter`. */
        readonly kind: 'all' | 'any' | 'filter'
        /** The list. */
        readonly list: Expression
        /** Name of the variable that stands for an item in `predicate`. */
        readonly variable: string
        /** Which variable it is, where several have one name: how many such functions are around this one, from 0. */
        readonly slot: number
        /** What is asked of each item. */
        readonly predicate: Expression
      }
    | {
        /** `Timestamp('2026-01-31T00:00:00Z')`. */
        readonly kind: 'timestamp'
        /** The time, in nanoseconds since 1970. */
        readonly nanoseconds: bigint
      }
    | {
        /** `CronSpan('<cron>', '<duration>', '<time zone>')`: true while one of its spans lasts. */
        readonly kind: 'cronSpan'
        /** The schedule. */
        readonly span: CronSpan
      }
    | {
        /** `CaseInsensitiveString(text)`. Not in the published language. */
        readonly kind: 'caseInsensitive'
        /** What is compared regardless of case. */
        readonly text: Expression
      }
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
