import { PasskeyAccountError } from './base.js'
import { unprintable } from './toPlainText.js'

/** A text is not an expression of the policy language, or uses a keyword or a field that does not exist. */
export class PolicyExpressionError extends PasskeyAccountError {
  override get '~passkeyAccountError'(): string {
    return 'PolicyExpressionError'
  }
  /** The field of the policy: `condition`, `consensus` or `time`. Empty for a text by itself. */
  declare readonly field: string
  /** The name of the policy. Empty if it has none. */
  declare readonly policyName: string
  /** Where in the text, in UTF-16 code units from 0. */
  declare readonly offset: number
  /** What could stand there. */
  declare readonly expected: string
  /** The line of the text, and under it a caret at the offset. At most 100 characters of the line. */
  readonly excerpt: string

  constructor({ text, message, ...fields }: PolicyExpressionError.Parameters) {
    const excerpt = toExcerpt(text, fields.offset)
    super(`${message}\n\n${excerpt}`, fields)
    this.excerpt = excerpt
  }
}

export declare namespace PolicyExpressionError {
  type Parameters = {
    /** The expression. */
    text: string
    /** What is wrong, then what to write. */
    message: string
    /** The field of the policy, or empty. */
    field: string
    /** The name of the policy, or empty. */
    policyName: string
    /** Where in the text, in UTF-16 code units from 0. */
    offset: number
    /** What could stand there. */
    expected: string
  }
}

function toExcerpt(text: string, offset: number): string {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1
  const start = Math.max(lineStart, offset - 60)
  const [line = ''] = text.slice(start, start + 100).split('\n')
  return `  ${line.replace(unprintable, ' ')}\n  ${' '.repeat(offset - start)}^`
}
