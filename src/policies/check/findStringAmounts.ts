import type { Expression } from '../syntax/tree.js'
import type { Finding } from './issues.js'
import { childrenOf, pathOf } from './walk.js'

/** Finds values of typed data that are compared with integers. Most clients send them as decimal strings. */
export function findStringAmounts(tree: Expression): Finding[] {
  /** By slot: whether the variable is a part of the message. */
  const variables: boolean[] = []

  /** Whether a part reads from the message, through keys, positions and variables. */
  function isOfMessage(node: Expression): boolean {
    if (node.kind === 'variable') return variables[node.slot] ?? false
    if (pathOf(node) === 'eth.eip_712.message') return true
    if (node.kind === 'filter') return isOfMessage(node.list)
    return (node.kind === 'key' || node.kind === 'index') && isOfMessage(node.object)
  }

  const isInteger = (node: Expression): boolean => node.kind === 'literal' && typeof node.value === 'bigint'

  function find(node: Expression): Finding[] {
    if (node.kind === 'all' || node.kind === 'any' || node.kind === 'filter') {
      const inList = find(node.list)
      variables[node.slot] = isOfMessage(node.list)
      return [...inList, ...find(node.predicate)]
    }
    const below = childrenOf(node).flatMap(find)
    if (!isComparedWithInteger(node)) return below
    const message =
      'viem and ethers send integers of typed data as decimal strings, for which this is an error. Compare with a string, by == or in, or deny.'
    return [...below, { code: 'STRING_AMOUNT', message, start: node.start, end: node.end }]
  }

  function isComparedWithInteger(node: Expression): boolean {
    if (node.kind === 'compare')
      return (
        (isOfMessage(node.left) && isInteger(node.right)) ||
        (isOfMessage(node.right) && isInteger(node.left)) ||
        (node.operator !== '==' && node.operator !== '!=' && (isOfMessage(node.left) || isOfMessage(node.right)))
      )
    return node.kind === 'in' && isOfMessage(node.item) && node.list.kind === 'list' && node.list.items.some(isInteger)
  }

  return find(tree)
}
