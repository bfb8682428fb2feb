import { SyntaxFault } from './SyntaxFault.js'

export type Token = {
  readonly kind: 'name' | 'integer' | 'string' | 'symbol' | 'end' | 'invalid'
  /** Of a string, its content. */
  readonly text: string
  readonly start: number
  readonly end: number
  /** Why it is no token. Thrown when the parser gets there: what is wrong before it comes first. */
  readonly fault?: SyntaxFault
}

const name = /[A-Za-z_][A-Za-z0-9_]*/y
const integer = /[0-9]+/y
// No escapes: a string ends at the next quote.
const string = /'[^']*'/y
const symbol = /&&|\|\||==|!=|<=|>=|\.\.|[<>!()[\],.]/y
const space = /[ \t\r\n]+/y

const patterns = [
  { kind: 'name', pattern: name },
  { kind: 'integer', pattern: integer },
  { kind: 'string', pattern: string },
  { kind: 'symbol', pattern: symbol },
] as const

/** Splits an expression into tokens; the last one is the end, or the first that is invalid. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = []
  let start = 0
  while (true) {
    start = matchAt(space, text, start) ?? start
    if (start === text.length) break
    const token = readToken(text, start)
    tokens.push(token)
    if (token.kind === 'invalid') return tokens
    start = token.end
  }
  tokens.push({ kind: 'end', text: '', start, end: start })
  return tokens
}

function readToken(text: string, start: number): Token {
  for (const { kind, pattern } of patterns) {
    const end = matchAt(pattern, text, start)
    if (end === undefined) continue
    if (kind === 'integer' && (matchAt(name, text, end) !== undefined || /^0[0-9]/.test(text.slice(start, end))))
      return invalid(start, 'an integer', 'Write integers in decimal, such as 1000000.')
    return { kind, text: kind === 'string' ? text.slice(start + 1, end - 1) : text.slice(start, end), start, end }
  }
  return invalid(start, ...explain(text, start))
}

const invalid = (start: number, expected: string, message: string): Token => ({
  kind: 'invalid',
  text: '',
  start,
  end: start,
  fault: SyntaxFault.invalidToken(start, expected, message),
})

function matchAt(pattern: RegExp, text: string, start: number): number | undefined {
  pattern.lastIndex = start
  return pattern.test(text) ? pattern.lastIndex : undefined
}

/** What was expected instead of a character that begins nothing, and what to write. */
function explain(text: string, start: number): [expected: string, advice: string] {
  const character = text[start]
  if (character === '"') return ["'", 'Strings are in single quotes: write \'…\' and not "…".']
  if (character === "'") return ["'", "The string has no end: add ' after it. A string cannot contain '."]
  if (character === '=') return ['==', 'Equality is written ==.']
  if (character === '&' || character === '|')
    return [`${character}${character}`, `Write ${character}${character} for ${character === '&' ? '"and"' : '"or"'}.`]
  if (character === '-') return ['an unsigned integer', 'The language has no negative integers and no arithmetic.']
  if (character !== undefined && '+*/%'.includes(character)) return ['an operator', 'The language has no arithmetic.']
  return ['an expression', 'The language does not have this character outside strings.']
}
