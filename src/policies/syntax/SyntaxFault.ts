/** Ends parsing. Caught by `parseExpression`, which returns its content as a `SyntaxProblem`. */
export class SyntaxFault extends Error {
  override readonly name = 'SyntaxFault'
  readonly offset: number
  readonly expected: string
  /** What production's parser would say, given the offsets in bytes. */
  readonly production: (toBytes: (offset: number) => number) => string

  constructor(offset: number, expected: string, message: string, production: SyntaxFault['production']) {
    super(message)
    this.offset = offset
    this.expected = expected
    this.production = production
  }

  static invalidToken(offset: number, expected: string, message: string): SyntaxFault {
    return new SyntaxFault(offset, expected, message, (toBytes) => `Invalid token at ${toBytes(offset)}`)
  }
}
