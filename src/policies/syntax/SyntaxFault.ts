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

  /** A token that cannot stand where it is. */
  static unexpected(
    { kind, text, start, end }: { kind: string; text: string; start: number; end: number },
    expected: string,
    message: string,
  ): SyntaxFault {
    if (kind === 'end')
      return new SyntaxFault(start, expected, message, (toBytes) => `Unrecognized EOF found at ${toBytes(start)}`)
    const token = kind === 'string' ? `'${text}'` : text
    return new SyntaxFault(
      start,
      expected,
      message,
      (toBytes) => `Unrecognized token \`${token}\` found at ${toBytes(start)}:${toBytes(end)}`,
    )
  }
}
