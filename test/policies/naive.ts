import fc from 'fast-check'
import type { KeywordValues, Value } from 'viem-passkey-account/policies'

// A second evaluator, as simple as the documentation, to compare with: it throws for errors, and counts nothing.

export type Node =
  | { t: 'constant'; value: boolean | bigint | string }
  | { t: 'list'; items: Node[] }
  | { t: 'path'; names: string[] }
  | { t: 'variable'; name: string }
  | { t: 'not'; of: Node }
  | { t: '&&' | '||'; of: Node[] }
  | { t: 'compare'; operator: string; left: Node; right: Node }
  | { t: 'in' | 'contains'; item: Node; list: Node }
  | { t: 'all' | 'any' | 'filter'; list: Node; variable: string; predicate: Node }
  | { t: 'count'; list: Node }
  | { t: 'index'; of: Node; at: number }
  | { t: 'slice'; of: Node; from: number; to: number }

/** A string whose case does not count. */
type Caseless = { caseless: string }
type Plain = boolean | bigint | string | Caseless | Plain[] | { [name: string]: Plain }

const context: { [name: string]: Plain } = {
  activity: {
    type: 'A',
    kind: 'a',
    number: 7n,
    flag: true,
    large: 2n ** 200n,
    address: { caseless: '0xAbCd' },
    texts: ['a', 'b', 'A'],
    numbers: [1n, 2n, 7n],
    nested: [[1n], [2n, 7n], []],
    users: [{ id: 'a', tags: ['x'] }, { id: 'b', tags: [] }, { id: 'c' }],
    none: [],
  },
}

const isCaseless = (value: Plain): value is Caseless =>
  typeof value === 'object' && !Array.isArray(value) && typeof Reflect.get(value, 'caseless') === 'string'

/** The same for the package. */
export const keywords: KeywordValues = Object.fromEntries(
  Object.entries(context).map(([name, value]) => [name, toValue(value)]),
)

function toValue(value: Plain): Value {
  if (typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map(toValue)
  if (isCaseless(value)) return { kind: 'caseless', text: value.caseless, lower: value.caseless.toLowerCase() }
  const fields = new Map(Object.entries(value).map(([name, field]) => [name, toValue(field)]))
  return { kind: 'struct', name: 'Any', fields }
}

const typeOf = (value: Plain): string =>
  Array.isArray(value) ? 'list' : isCaseless(value) ? 'string' : typeof value === 'object' ? 'struct' : typeof value

class Failure extends Error {}

/** @returns the value, or undefined for an error. */
export function evaluateNaively(node: Node, reading: 'strict' | 'lenient'): boolean | undefined {
  try {
    const value = evaluate(node, new Map(), reading)
    return typeof value === 'boolean' ? value : undefined
  } catch (error) {
    if (error instanceof Failure) return undefined
    throw error
  }
}

function evaluate(node: Node, variables: ReadonlyMap<string, Plain>, reading: 'strict' | 'lenient'): Plain {
  const of = (inner: Node, scope = variables): Plain => evaluate(inner, scope, reading)
  const bool = (value: Plain): boolean => {
    if (typeof value !== 'boolean') throw new Failure()
    return value
  }
  const list = (inner: Node): Plain[] => {
    const value = of(inner)
    if (!Array.isArray(value)) throw new Failure()
    return value
  }
  switch (node.t) {
    case 'constant':
      return node.value
    case 'list': {
      const items = node.items.map((item) => of(item))
      if (new Set(items.map(typeOf)).size > 1) throw new Failure()
      return items
    }
    case 'path':
      return node.names.reduce<Plain>((value, name) => {
        if (typeOf(value) !== 'struct' || typeof value !== 'object' || !Object.hasOwn(value, name)) throw new Failure()
        return Reflect.get(value, name)
      }, context)
    case 'variable': {
      const value = variables.get(node.name)
      if (value === undefined) throw new Failure()
      return value
    }
    case 'not':
      return !bool(of(node.of))
    case '&&':
      return node.of.map((part) => bool(of(part))).every(Boolean)
    case '||':
      return node.of.map((part) => bool(of(part))).some(Boolean)
    case 'compare':
      return compare(node.operator, of(node.left), of(node.right))
    case 'in':
    case 'contains': {
      const item = of(node.item)
      return list(node.list)
        .map((entry) => compare('==', item, entry))
        .some(Boolean)
    }
    case 'all':
    case 'any':
    case 'filter': {
      const items = list(node.list)
      const kept = items.filter((item) => bool(of(node.predicate, new Map(variables).set(node.variable, item))))
      if (node.t === 'filter') return kept
      if (node.t === 'any') return kept.length > 0
      if (items.length === 0 && reading === 'strict') throw new Failure()
      return kept.length === items.length
    }
    case 'count':
      return BigInt(list(node.list).length)
    case 'index':
    case 'slice': {
      const whole = of(node.of)
      const [from, to] = node.t === 'slice' ? [node.from, node.to] : [node.at, node.at + 1]
      const sequence = isCaseless(whole) ? whole.caseless : whole
      if (typeof sequence !== 'string' && !Array.isArray(sequence)) throw new Failure()
      const isText = typeof sequence === 'string'
      if (to > sequence.length && (reading === 'strict' || (node.t === 'index' && !isText))) throw new Failure()
      const part = sequence.slice(from, to)
      if (typeof part === 'string') return isCaseless(whole) ? { caseless: part } : part
      const [first = false] = part
      return node.t === 'slice' ? part : first
    }
  }
}

function compare(operator: string, left: Plain, right: Plain): boolean {
  if (typeof left === 'bigint' && typeof right === 'bigint')
    return (
      (operator.includes('=') && operator !== '!=' && left === right) ||
      (operator === '!=' && left !== right) ||
      (operator.startsWith('<') && left < right) ||
      (operator.startsWith('>') && left > right)
    )
  if (operator !== '==' && operator !== '!=') throw new Failure()
  if (typeof left === 'boolean' && typeof right === 'boolean') return (left === right) === (operator === '==')
  const [one, other] = [text(left), text(right)]
  if (one === undefined || other === undefined) throw new Failure()
  const isEqual = isCaseless(left) || isCaseless(right) ? one.toLowerCase() === other.toLowerCase() : one === other
  return isEqual === (operator === '==')
}

const text = (value: Plain): string | undefined =>
  typeof value === 'string' ? value : isCaseless(value) ? value.caseless : undefined

/** Writes a node as an expression. */
export function print(node: Node): string {
  switch (node.t) {
    case 'constant':
      return typeof node.value === 'string' ? `'${node.value}'` : String(node.value)
    case 'list':
      return `[${node.items.map(print).join(', ')}]`
    case 'path':
      return node.names.join('.')
    case 'variable':
      return node.name
    case 'not':
      return `(!${print(node.of)})`
    case '&&':
    case '||':
      return `(${node.of.map(print).join(` ${node.t} `)})`
    case 'compare':
      return `(${print(node.left)} ${node.operator} ${print(node.right)})`
    case 'in':
      return `(${print(node.item)} in ${print(node.list)})`
    case 'contains':
      return `${print(node.list)}.contains(${print(node.item)})`
    case 'all':
    case 'any':
    case 'filter':
      return `${print(node.list)}.${node.t}(${node.variable}, ${print(node.predicate)})`
    case 'count':
      return `${print(node.list)}.count()`
    case 'index':
      return `${print(node.of)}[${node.at}]`
    case 'slice':
      return `${print(node.of)}[${node.from}..${node.to}]`
  }
}

const names = [...Object.keys(context.activity ?? {}), 'missing']
const constant: fc.Arbitrary<Node> = fc
  .oneof(fc.boolean(), fc.bigInt({ min: 0n, max: 10n }), fc.constantFrom('a', 'A', 'b', '', '0xabcd', '0xABCD', 'x'))
  .map((value) => ({ t: 'constant', value }))
const path: fc.Arbitrary<Node> = fc.constantFrom(...names).map((name) => ({ t: 'path', names: ['activity', name] }))
const variable: fc.Arbitrary<Node> = fc.constantFrom('v', 'w').map((name) => ({ t: 'variable', name }))
const position = fc.nat({ max: 4 })

/** Expressions, most of which are well typed enough to have a value. */
export const expression: fc.Arbitrary<Node> = fc.letrec<{ node: Node; list: Node }>((tie) => ({
  list: fc.oneof(
    { maxDepth: 4 },
    fc
      .constantFrom('texts', 'numbers', 'nested', 'none', 'users')
      .map((name): Node => ({ t: 'path', names: ['activity', name] })),
    fc.array(constant, { maxLength: 3 }).map((items): Node => ({ t: 'list', items })),
    variable,
    fc.record({
      t: fc.constant('filter' as const),
      list: tie('list'),
      variable: fc.constantFrom('v', 'w'),
      predicate: tie('node'),
    }),
    fc
      .tuple(tie('list'), position, position)
      .map(([of, one, other]): Node => ({ t: 'slice', of, from: Math.min(one, other), to: Math.max(one, other) })),
  ),
  node: fc.oneof(
    { maxDepth: 5 },
    constant,
    path,
    variable,
    tie('list'),
    tie('node').map((of): Node => ({ t: 'not', of })),
    fc.record({
      t: fc.constantFrom('&&' as const, '||' as const),
      of: fc.array(tie('node'), { minLength: 2, maxLength: 3 }),
    }),
    fc.record({
      t: fc.constant('compare' as const),
      operator: fc.constantFrom('==', '!=', '<', '>', '<=', '>='),
      left: tie('node'),
      right: tie('node'),
    }),
    fc.record({ t: fc.constantFrom('in' as const, 'contains' as const), item: tie('node'), list: tie('list') }),
    fc.record({
      t: fc.constantFrom('all' as const, 'any' as const),
      list: tie('list'),
      variable: fc.constantFrom('v', 'w'),
      predicate: tie('node'),
    }),
    tie('list').map((list): Node => ({ t: 'count', list })),
    fc.record({ t: fc.constant('index' as const), of: tie('node'), at: position }),
  ),
})).node
