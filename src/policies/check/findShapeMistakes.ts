import type { Expression } from '../syntax/tree.js'
import type { PolicyEffect } from '../types.js'
import type { Finding } from './issues.js'
import { judge } from './judge.js'
import { listShapes, listUnclassified, type Shape } from './shapes.js'
import { childrenOf, partsOf, pathOf } from './walk.js'

/** Keywords of which a request has one at most. */
const exclusive = [
  ['wallet', 'private_key'],
  ['wallet_account', 'private_key'],
  ...pairs(['eth.tx', 'eth.eip_712', 'eth.eip_7702_authorization', 'solana.tx', 'tron.tx', 'bitcoin.tx', 'tempo.tx']),
]

function pairs(names: readonly string[]): string[][] {
  return names.flatMap((one, index) => names.slice(index + 1).map((other) => [one, other]))
}

/** Tries a condition on every kind of request: where it can hold, and where it is an error. */
export function findShapeMistakes(tree: Expression, effect: PolicyEffect): Finding[] {
  const { start, end } = tree
  const texts = partsOf(tree).flatMap((part) => (part.kind === 'literal' ? [part.value] : []))
  const shapes = [...listShapes(), ...listUnclassified().filter(({ name }) => texts.includes(name))]
  const paths = new Set(partsOf(tree).map(pathOf))
  const found = exclusive.filter(([one, other]) => paths.has(one) && paths.has(other))
  if (found[0] !== undefined) {
    const message = `No request has both ${found[0].join(' and ')}, and every clause is evaluated: this is always an error. Write a policy for each.`
    return [{ code: 'EXCLUSIVE_KEYWORDS', message, start, end }]
  }
  const clause = findFalse(tree, shapes)
  if (clause !== undefined) return [clause]
  const possible = shapes.flatMap((shape) => {
    const { value, missing } = judge(tree, shape)
    return value === false ? [] : [{ shape, missing }]
  })
  const failing = possible.filter(({ missing }) => missing !== undefined)
  if (possible.every(({ missing }) => missing?.isCertain)) {
    const paths = [...new Set(possible.flatMap(({ missing }) => missing?.path ?? []))].slice(0, 3).join(', ')
    const reason =
      possible.length === 0 ? 'no request is all that it asks for' : `where it could hold, ${paths} is not there`
    return [{ code: 'NEVER_HOLDS', message: `This can never hold: ${reason}.`, start, end }]
  }
  const first = failing.find(({ missing }) => missing?.isCertain) ?? failing[0]
  if (effect !== 'EFFECT_DENY' || first?.missing === undefined) return []
  const { path, isCertain } = first.missing
  const message = `A DENY that is an error is skipped, so it denies nothing: in ${first.shape.name}, ${path} ${isCertain ? 'is' : 'may be'} missing. Deny that by another policy, or write the rule as what is allowed.`
  return [{ code: 'DENY_FAILS_OPEN', message, start, end }]
}

/** Finds a clause that is false in every kind of request, such as one with an unknown kind. */
function findFalse(node: Expression, shapes: readonly Shape[]): Finding | undefined {
  if (node.kind === 'literal') return undefined
  if (node.kind === 'and' || node.kind === 'or') {
    for (const child of childrenOf(node)) {
      const found = findFalse(child, shapes)
      if (found !== undefined) return found
    }
    return undefined
  }
  if (node.kind === 'not' || shapes.some((shape) => judge(node, shape).value !== false)) return undefined
  const message =
    'This clause is false in every request: no activity has this value. Compare it with the tables of the language.'
  return { code: 'NEVER_HOLDS', message, start: node.start, end: node.end }
}
