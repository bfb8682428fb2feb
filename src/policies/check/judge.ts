import type { Expression } from '../syntax/tree.js'
import { type Known, knownField, type Shape } from './shapes.js'
import { childrenOf, equalityOf, pathOf } from './walk.js'

/** What can be said of an expression in a kind of request, whatever its other values are. */
export type Judgement = {
  /** Undefined if it depends. As if no part were an error. */
  readonly value: boolean | undefined
  /** A path that is an error there, or may be. */
  readonly missing: { readonly path: string; readonly isCertain: boolean } | undefined
}

/** Judges an expression in a kind of request. */
export function judge(node: Expression, shape: Shape): Judgement {
  return { value: truthOf(node, shape), missing: missingIn(node, shape) }
}

function truthOf(node: Expression, shape: Shape): boolean | undefined {
  switch (node.kind) {
    case 'literal':
      return typeof node.value === 'boolean' ? node.value : undefined
    case 'and': {
      const values = node.operands.map((operand) => truthOf(operand, shape))
      return values.includes(false) ? false : values.includes(undefined) ? undefined : true
    }
    case 'or': {
      const values = node.operands.map((operand) => truthOf(operand, shape))
      return values.includes(true) ? true : values.includes(undefined) ? undefined : false
    }
    case 'not': {
      const value = truthOf(node.operand, shape)
      return value === undefined ? undefined : !value
    }
    case 'compare': {
      if (node.operator !== '!=') return judgeEquality(node, shape)
      const value = judgeEquality({ ...node, operator: '==' }, shape)
      return value === undefined ? undefined : !value
    }
    case 'in':
    case 'contains':
      return judgeEquality(node, shape)
  }
  return undefined
}

function judgeEquality(node: Expression, shape: Shape): boolean | undefined {
  const equality = equalityOf(node)
  const known = equality === undefined ? undefined : shape.known.get(equality.path)
  if (equality === undefined || typeof known !== 'object') return undefined
  return equality.values.includes(known.value)
}

/** The first certain error of an expression, else the first possible one. Nothing is short-circuited: where it is does not matter. */
function missingIn(node: Expression, shape: Shape): Judgement['missing'] {
  const path = pathOf(node)
  const own = path === undefined ? undefined : missingAt(path, shape)
  if (own?.isCertain) return own
  const below = childrenOf(node).map((child) => missingIn(child, shape))
  return below.find((missing) => missing?.isCertain) ?? own ?? below.find((missing) => missing !== undefined)
}

function missingAt(path: string, shape: Shape): Judgement['missing'] {
  const known: Known = shape.known.get(path) ?? (isDeep(path) ? 'optional' : knownField(path))
  if (known === 'missing') return { path, isCertain: true }
  return known === 'optional' ? { path, isCertain: false } : undefined
}

/** Keys, positions and slices are not always there. */
const isDeep = (path: string): boolean => path.includes('[')
