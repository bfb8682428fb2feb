import type { Expression } from '../syntax/tree.js'
import type { Finding } from './issues.js'
import { childrenOf } from './walk.js'

/** Fields that not every user or credential has. */
const optional: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['approvers', new Set(['email', 'alias'])],
  // An API key has no credential id.
  ['credentials', new Set(['credential_id'])],
])

/** Finds parts of a DENY's consensus that are an error for some users: the whole DENY is then skipped. */
export function findAbsentUserFields(tree: Expression): Finding[] {
  /** The lists that the variables in force go through. */
  const lists: Expression[] = []

  /** `approvers` or `credentials`, if a part is one of its items or some of them. */
  function sourceOf(node: Expression): string | undefined {
    switch (node.kind) {
      case 'keyword':
        return node.name
      case 'variable': {
        const list = lists[node.slot]
        return list === undefined ? undefined : sourceOf(list)
      }
      case 'filter':
        return sourceOf(node.list)
      case 'index':
      case 'slice':
        return sourceOf(node.object)
    }
    return undefined
  }

  function visit(node: Expression): Finding[] {
    if (node.kind === 'all' || node.kind === 'any' || node.kind === 'filter') {
      const inList = visit(node.list)
      lists[node.slot] = node.list
      return [...inList, ...visit(node.predicate)]
    }
    return [...childrenOf(node).flatMap(visit), ...check(node)]
  }

  function check(node: Expression): Finding[] {
    if (node.kind === 'field' && optional.get(sourceOf(node.object) ?? '')?.has(node.name))
      return [
        finding(node, `${sourceOf(node.object) === 'approvers' ? 'a user' : 'a credential'} may have no ${node.name}`),
      ]
    // Someone always submitted the request, with some credential.
    const isFirst = node.kind === 'index' && node.index === 0n && node.object.kind === 'keyword'
    return node.kind === 'index' && !isFirst && isList(node.object) ? [finding(node, 'the list may be shorter')] : []
  }

  return visit(tree)
}

/** Lists of a consensus. A position beyond the end of a text is no error in a DENY. */
function isList(node: Expression): boolean {
  if (node.kind === 'field') return node.name === 'tags'
  if (node.kind === 'slice') return isList(node.object)
  return node.kind === 'keyword' || node.kind === 'filter' || node.kind === 'list'
}

const finding = ({ start, end }: Expression, reason: string): Finding => ({
  code: 'DENY_FAILS_OPEN',
  message: `A DENY that is an error is skipped, so it denies nothing: ${reason}. Name users by their id or by a tag.`,
  start,
  end,
})
