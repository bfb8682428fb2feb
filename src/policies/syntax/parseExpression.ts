import { createParser } from './createParser.js'
import { SyntaxFault } from './SyntaxFault.js'
import { tokenize } from './tokenize.js'
import type { Expression, SyntaxProblem } from './tree.js'

/** Limits of one expression. Production's are not known. */
export const expressionLimits = {
  /** UTF-16 code units. Some 1,400 addresses. */
  length: 65_536,
  /** Parentheses, functions, fields and subscripts within each other. */
  depth: 64,
} as const

export type ParsedExpression =
  | { readonly ok: true; readonly tree: Expression }
  | { readonly ok: false; readonly error: SyntaxProblem }

/** Parses an expression of the policy language. Says nothing of its keywords and fields: `checkExpression` does. */
export function parseExpression(text: string): ParsedExpression {
  try {
    if (text.length > expressionLimits.length)
      throw SyntaxFault.invalidToken(
        expressionLimits.length,
        'the end',
        `An expression has at most ${expressionLimits.length} characters.`,
      )
    return { ok: true, tree: createParser(tokenize(text), expressionLimits.depth).parse() }
  } catch (fault) {
    if (!(fault instanceof SyntaxFault)) throw fault
    const { offset, expected, message, production } = fault
    const toBytes = (offset: number): number => countBytes(text, offset)
    return { ok: false, error: { offset, expected, message, productionMessage: production(toBytes) } }
  }
}

/** The bytes of UTF-8 before an offset. `TextEncoder` is not in every runtime. */
function countBytes(text: string, offset: number): number {
  let bytes = 0
  for (let at = 0; at < offset && at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    // Each half of a surrogate pair counts as two of its four bytes.
    bytes += code < 0x80 ? 1 : code < 0x800 || (code >= 0xd800 && code <= 0xdfff) ? 2 : 3
  }
  return bytes
}
