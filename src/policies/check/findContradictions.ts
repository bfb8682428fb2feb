import type { Comparison, Expression } from '../syntax/tree.js'
import type { Finding } from './issues.js'
import { childrenOf, equalityOf, pathOf } from './walk.js'

/** What the clauses of an `&&` so far leave for a path. */
type Range = {
  readonly values: ReadonlySet<boolean | bigint | string> | undefined
  readonly excluded: ReadonlySet<boolean | bigint | string>
  readonly min: bigint
  readonly max: bigint
}

/** An `int` has 128 bits. */
const everything: Range = { values: undefined, excluded: new Set(), min: -(2n ** 127n), max: 2n ** 127n - 1n }

/** Finds clauses of an `&&` that contradict an earlier one, such as two values for one field. */
export function findContradictions(node: Expression): Finding[] {
  const below = childrenOf(node).flatMap(findContradictions)
  // A single clause can be empty, too: a value beyond the type's range.
  const clauses = node.kind === 'and' ? flatten(node) : node.kind === 'compare' ? [node] : []
  const ranges = new Map<string, Range>()
  for (const clause of clauses) {
    const narrowed = narrow(clause, ranges)
    if (narrowed === undefined) continue
    ranges.set(narrowed.path, narrowed.range)
    if (!isEmpty(narrowed.range)) continue
    const message = `${narrowed.path} cannot be all that the clauses joined by && ask for.`
    return [
      ...below.filter(({ code }) => code !== 'NEVER_HOLDS'),
      { code: 'NEVER_HOLDS', message, start: clause.start, end: clause.end },
    ]
  }
  return below
}

const flatten = (node: Expression): readonly Expression[] =>
  node.kind === 'and' ? node.operands.flatMap(flatten) : [node]

const isEmpty = ({ values, excluded, min, max }: Range): boolean =>
  min > max || (values !== undefined && ![...values].some((value) => !excluded.has(value) && isWithin(value, min, max)))

const isWithin = (value: boolean | bigint | string, min: bigint, max: bigint): boolean =>
  typeof value !== 'bigint' || (value >= min && value <= max)

/** Paths that are a `uint`, of 256 bits, and no `int`. */
const uints: ReadonlySet<string> = new Set(['eth.eip_712.domain.chain_id'])

const unsigned: Range = { ...everything, min: 0n, max: 2n ** 256n - 1n }

/** Paths that are compared regardless of case. */
const caseless: ReadonlySet<string> = new Set(['eth.tx.to', 'eth.tx.from', 'eth.eip_712.domain.verifying_contract'])

const fold = (value: boolean | bigint | string): boolean | bigint | string =>
  typeof value === 'string' ? value.toLowerCase() : value

function narrow(clause: Expression, ranges: ReadonlyMap<string, Range>): { path: string; range: Range } | undefined {
  const rangeOf = (path: string): Range => ranges.get(path) ?? (uints.has(path) ? unsigned : everything)
  const equality = equalityOf(clause)
  if (equality !== undefined) {
    const { path } = equality
    const before = rangeOf(path)
    const values = equality.values.map((value) => (caseless.has(path) ? fold(value) : value))
    // Of values of calls and messages only the request tells whether case counts: two that differ in it are no contradiction.
    const earlier = before.values === undefined ? undefined : new Set([...before.values].map(fold))
    const kept = new Set(values.filter((value) => earlier === undefined || earlier.has(fold(value))))
    return { path, range: { ...before, values: kept } }
  }
  if (clause.kind !== 'compare') return undefined
  const { left, right, operator } = clause
  const [read, constant, direction] =
    right.kind === 'literal' ? [left, right, operator] : [right, left, mirrored[operator]]
  const path = pathOf(read)
  if (path === undefined || constant.kind !== 'literal') return undefined
  const before = rangeOf(path)
  if (direction === '!=') {
    const excluded = caseless.has(path) ? fold(constant.value) : constant.value
    return { path, range: { ...before, excluded: new Set([...before.excluded, excluded]) } }
  }
  if (typeof constant.value !== 'bigint') return undefined
  const { value } = constant
  const atMost = direction === '<' ? value - 1n : direction === '<=' ? value : before.max
  const atLeast = direction === '>' ? value + 1n : direction === '>=' ? value : before.min
  const range = {
    ...before,
    max: atMost < before.max ? atMost : before.max,
    min: atLeast > before.min ? atLeast : before.min,
  }
  return { path, range }
}

/** `1 < x` is `x > 1`. */
const mirrored: Record<Comparison, Comparison> = { '==': '==', '!=': '!=', '<': '>', '>': '<', '<=': '>=', '>=': '<=' }
