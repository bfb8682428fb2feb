import type { Expression } from '../syntax/tree.js'

/** The parts that an expression consists of, in the order of the text. */
export function childrenOf(node: Expression): readonly Expression[] {
  switch (node.kind) {
    case 'list':
      return node.items
    case 'field':
    case 'index':
    case 'key':
    case 'slice':
      return [node.object]
    case 'and':
    case 'or':
      return node.operands
    case 'not':
      return [node.operand]
    case 'compare':
      return [node.left, node.right]
    case 'in':
      return [node.item, node.list]
    case 'contains':
      return [node.list, node.item]
    case 'count':
      return [node.list]
    case 'all':
    case 'any':
    case 'filter':
      return [node.list, node.predicate]
    case 'caseInsensitive':
      return [node.text]
    default:
      return []
  }
}

/** All parts of an expression, itself first. */
export function partsOf(node: Expression): Expression[] {
  return [node, ...childrenOf(node).flatMap(partsOf)]
}

/** What a part reads, such as `eth.tx.data`, `eth.tx.data[0..10]` or `eth.eip_712.message['to']`. Undefined for anything but a path. */
export function pathOf(node: Expression): string | undefined {
  if (node.kind === 'keyword') return node.name
  if (node.kind !== 'field' && node.kind !== 'index' && node.kind !== 'key' && node.kind !== 'slice') return undefined
  const path = pathOf(node.object)
  if (path === undefined) return undefined
  switch (node.kind) {
    case 'field':
      return `${path}.${node.name}`
    case 'index':
      return `${path}[${node.index}]`
    case 'key':
      return `${path}['${node.key}']`
    case 'slice':
      return `${path}[${node.from}..${node.to}]`
  }
}

/** Constants that a path is compared with for equality. */
export type Equality = {
  readonly node: Expression
  readonly read: Expression
  readonly path: string
  readonly values: readonly (boolean | bigint | string)[]
}

/** Reads `path == constant`, `constant == path`, `path in [constants]` and `[constants].contains(path)`. */
export function equalityOf(node: Expression): Equality | undefined {
  if (node.kind === 'compare' && node.operator === '==')
    return equality(node, node.left, [node.right]) ?? equality(node, node.right, [node.left])
  if ((node.kind === 'in' || node.kind === 'contains') && node.list.kind === 'list')
    return equality(node, node.item, node.list.items)
  return undefined
}

function equality(node: Expression, read: Expression, constants: readonly Expression[]): Equality | undefined {
  const path = pathOf(read)
  const values = constants.flatMap((constant) => (constant.kind === 'literal' ? [constant.value] : []))
  return path === undefined || values.length !== constants.length ? undefined : { node, read, path, values }
}
