import { parseCronSpan } from './parseCronSpan.js'
import { parseTimestamp } from './parseTimestamp.js'
import { SyntaxFault } from './SyntaxFault.js'
import type { Token } from './tokenize.js'
import type { Comparison, Expression } from './tree.js'

const comparisons: ReadonlySet<string> = new Set<Comparison>(['==', '!=', '<', '>', '<=', '>='])
const isComparison = (text: string): text is Comparison => comparisons.has(text)
/** https://docs.turnkey.com/features/policies/language: `uint` is a u256. */
const maxInteger = 2n ** 256n - 1n

/** Creates a parser by recursive descent. `parse` throws `SyntaxFault`. */
export function createParser(tokens: readonly Token[], maxDepth: number): { parse: () => Expression } {
  let at = 0
  let depth = 0
  /** The variables in force, the innermost last. */
  const variables: string[] = []
  /** What is in parentheses. */
  const enclosed = new WeakSet<Expression>()

  const end: Token = tokens[tokens.length - 1] ?? { kind: 'end', text: '', start: 0, end: 0 }
  function peek(): Token {
    const token = tokens[at] ?? end
    if (token.fault !== undefined) throw token.fault
    return token
  }
  const is = (text: string, kind: Token['kind'] = 'symbol'): boolean => peek().kind === kind && peek().text === text

  function take(): Token {
    const token = peek()
    at += 1
    return token
  }

  const unexpected = (expected: string, advice = `Expected ${expected}.`, token = peek()): Error =>
    SyntaxFault.unexpected(token, expected, advice)

  function expect(text: string, advice?: string): Token {
    if (!is(text)) throw unexpected(text, advice)
    return take()
  }

  function descend(): void {
    depth += 1
    if (depth > maxDepth)
      throw unexpected('a shallower expression', `An expression has at most ${maxDepth} levels within each other.`)
  }

  function nested<result>(parse: () => result): result {
    descend()
    const result = parse()
    depth -= 1
    return result
  }

  /** `a || b || c`, or with `&&`. */
  function parseLogical(): Expression {
    const first = parseComparison()
    const operator = peek().text
    if (peek().kind !== 'symbol' || (operator !== '&&' && operator !== '||')) return first
    const operands = [first]
    while (is(operator)) {
      take()
      operands.push(parseComparison())
    }
    // Which of them binds closer is not documented: what production reads may not be what was meant.
    if (is('&&') || is('||'))
      throw unexpected('parentheses', 'Put parentheses where && and || meet: which binds closer is not documented.')
    return { kind: operator === '&&' ? 'and' : 'or', operands, start: first.start, end: previousEnd() }
  }

  function parseComparison(): Expression {
    const left = parseUnary()
    const { kind, text: operator } = peek()
    const isIn = kind === 'name' && operator === 'in'
    if (!isIn && (kind !== 'symbol' || !isComparison(operator))) return left
    if (left.kind === 'not' && !enclosed.has(left))
      throw unexpected('parentheses', 'Put parentheses around what ! applies to.')
    take()
    const right = parseUnary()
    const { text: next } = peek()
    if (isComparison(next) || is('in', 'name'))
      throw unexpected('&& or ||', 'Comparisons cannot be chained: join two with &&.')
    const span = { start: left.start, end: previousEnd() }
    if (isIn) return { kind: 'in', item: left, list: right, ...span }
    if (!isComparison(operator)) throw unexpected('a comparison')
    return { kind: 'compare', operator, left, right, ...span }
  }

  function parseUnary(): Expression {
    if (!is('!')) return parsePostfix()
    const { start } = take()
    const operand = nested(parseUnary)
    return { kind: 'not', operand, start, end: previousEnd() }
  }

  function parsePostfix(): Expression {
    let object = parsePrimary()
    const before = depth
    for (; is('.') || is('['); descend()) object = take().text === '.' ? parseMember(object) : parseSubscript(object)
    depth = before
    return object
  }

  /** After the dot. */
  function parseMember(object: Expression): Expression {
    const name = take()
    if (name.kind !== 'name') throw unexpected('a field or a function', undefined, name)
    const { start } = object
    if (!is('(')) return { kind: 'field', object, name: name.text, nameStart: name.start, start, end: previousEnd() }
    take()
    const list = object
    switch (name.text) {
      case 'count':
        expect(')', 'count takes nothing: write .count().')
        return { kind: 'count', list, start, end: previousEnd() }
      case 'contains': {
        const item = nested(parseLogical)
        expect(')')
        return { kind: 'contains', list, item, start, end: previousEnd() }
      }
      case 'all':
      case 'any':
      case 'filter': {
        const variable = take()
        if (variable.kind !== 'name' || ['true', 'false', 'in'].includes(variable.text))
          throw unexpected('the name of a variable', undefined, variable)
        expect(',', `Write .${name.text}(item, <condition on item>).`)
        const slot = variables.push(variable.text) - 1
        const predicate = nested(parseLogical)
        variables.pop()
        expect(')')
        return { kind: name.text, list, variable: variable.text, slot, predicate, start, end: previousEnd() }
      }
    }
    throw unexpected(
      'all, any, filter, contains or count',
      'Lists have .all, .any, .filter, .contains and .count.',
      name,
    )
  }

  /** After the bracket: `x[1]`, `x[0..2]`, `x['key']`. */
  function parseSubscript(object: Expression): Expression {
    const first = take()
    const { start } = object
    if (first.kind === 'string') {
      expect(']')
      return { kind: 'key', object, key: first.text, start, end: previousEnd() }
    }
    if (first.kind !== 'integer') throw unexpected('an integer or a string', undefined, first)
    const from = toInteger(first)
    if (!is('..')) {
      expect(']')
      return { kind: 'index', object, index: from, start, end: previousEnd() }
    }
    take()
    const last = take()
    if (last.kind !== 'integer') throw unexpected('an integer', undefined, last)
    const to = toInteger(last)
    if (to < from) throw unexpected(`an integer of at least ${from}`, 'A slice ends after its start.', last)
    expect(']')
    return { kind: 'slice', object, from, to, start, end: previousEnd() }
  }

  function parsePrimary(): Expression {
    const token = take()
    const { kind, text, start, end } = token
    if (kind === 'integer') return { kind: 'literal', value: toInteger(token), start, end }
    if (kind === 'string') return { kind: 'literal', value: text, start, end }
    if (kind === 'symbol' && text === '(') {
      const inner = nested(parseLogical)
      expect(')')
      const whole = { ...inner, start, end: previousEnd() }
      enclosed.add(whole)
      return whole
    }
    if (kind === 'symbol' && text === '[') {
      const items = nested(() => parseItems(']'))
      return { kind: 'list', items, start, end: previousEnd() }
    }
    if (kind !== 'name' || text === 'in') throw unexpected('an expression', undefined, token)
    if (text === 'true' || text === 'false') return { kind: 'literal', value: text === 'true', start, end }
    if (is('(')) return parseCall(token)
    const slot = variables.lastIndexOf(text)
    return slot < 0 ? { kind: 'keyword', name: text, start, end } : { kind: 'variable', name: text, slot, start, end }
  }

  /** Items up to the closing symbol, which is taken, too. */
  function parseItems(close: string): Expression[] {
    const items: Expression[] = []
    while (!is(close)) {
      items.push(parseLogical())
      if (!is(close)) expect(',')
    }
    take()
    return items
  }

  function parseCall(name: Token): Expression {
    const { start } = name
    take()
    const items = nested(() => parseItems(')'))
    const span = { start, end: previousEnd() }
    const texts = items.flatMap((item) => (item.kind === 'literal' && typeof item.value === 'string' ? item.value : []))
    const [first = '', second = '', third = ''] = texts
    if (name.text === 'CaseInsensitiveString' && items[0] !== undefined && items.length === 1)
      return { kind: 'caseInsensitive', text: items[0], ...span }
    if (name.text === 'Timestamp') {
      const nanoseconds = items.length === 1 && texts.length === 1 ? parseTimestamp(first) : undefined
      if (nanoseconds === undefined)
        throw unexpected(
          "Timestamp('<rfc3339>')",
          "Write Timestamp('2026-01-31T00:00:00Z'): RFC 3339, offset zero.",
          name,
        )
      return { kind: 'timestamp', nanoseconds, ...span }
    }
    if (name.text === 'CronSpan') {
      const usage = "CronSpan('<cron>', '<duration>', '<time zone>')"
      const span3 = items.length === 3 && texts.length === 3 ? parseCronSpan(first, second, third) : `Write ${usage}.`
      if (typeof span3 === 'string') throw unexpected(usage, span3, name)
      return { kind: 'cronSpan', span: span3, ...span }
    }
    throw unexpected('Timestamp or CronSpan', 'The language has no such function.', name)
  }

  function toInteger(token: Token): bigint {
    const value = token.text.length > 78 ? maxInteger + 1n : BigInt(token.text)
    if (value > maxInteger) throw unexpected('an integer below 2^256', 'Integers have at most 256 bits.', token)
    return value
  }

  const previousEnd = (): number => tokens[at - 1]?.end ?? 0

  return {
    parse() {
      const tree = parseLogical()
      if (peek().kind !== 'end') throw unexpected('&&, || or the end')
      return tree
    },
  }
}
