import { buildContext } from '../context/buildContext.js'
import { evaluatePrepared } from '../evaluate/evaluatePrepared.js'
import type { PreparedPolicy } from '../evaluate/preparePolicy.js'
import type { Expression } from '../syntax/tree.js'
import type { PolicyUser } from '../types.js'
import type { Finding } from './issues.js'
import { childrenOf, partsOf, pathOf } from './walk.js'

const hashes = ['NO_OP', 'SHA256', 'KECCAK256'].map((name) => `HASH_FUNCTION_${name}`)
const types = ['ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2', 'ACTIVITY_TYPE_SIGN_RAW_PAYLOADS']

/**
 * Finds a rule over transactions beside which raw payloads are not denied. They can be the bytes of a transaction or its hash, and policies do not
 * see that.
 */
export function findRawPayloads(policy: PreparedPolicy, others: readonly PreparedPolicy[]): Finding[] {
  const tree = policy.condition?.tree
  if (tree === undefined || !partsOf(tree).some((part) => pathOf(part) === 'eth.tx')) return []
  // A DENY that is not always active leaves the rest of the time.
  const denies = [policy, ...others].filter(({ time }) => time === undefined)
  const contexts = types.flatMap((type) =>
    hashes.map((hashFunction) => {
      const parameters = { signWith: `0x${'0'.repeat(40)}`, encoding: 'PAYLOAD_ENCODING_HEXADECIMAL', hashFunction }
      const built = buildContext({ type, parameters, wallet: { id: '' } })
      return built.ok ? built.context : undefined
    }),
  )
  // Each user alone: a DENY of one of them does not bind the others.
  const isDeniedTo = (user: PolicyUser): boolean =>
    contexts.every((context) => {
      if (context === undefined) return false
      const request = { context, approvers: [user], credentials: [], now: 0 }
      return evaluatePrepared(denies, request).outcome === 'OUTCOME_DENY_EXPLICIT'
    })
  if (usersOf(policy).every(isDeniedTo)) return []
  const message =
    'Raw payloads go around a rule over eth.tx: they can be a transaction, and no policy reads them. Add the DENY that noBlindSigning() returns.'
  return [{ code: 'RAW_PAYLOADS', message, start: tree.start, end: tree.end }]
}

/** The users that a consensus names, as far as its text tells. */
function usersOf({ consensus }: PreparedPolicy): readonly PolicyUser[] {
  const named = consensus === undefined ? [] : partsOf(consensus.tree).flatMap(namesIn)
  const textsOf = (...fields: string[]): string[] => [
    ...new Set(named.flatMap(([field, text]) => (fields.includes(field) ? [text] : []))),
  ]
  const tags = textsOf('tags')
  const users: PolicyUser[] = [
    ...textsOf('id', 'user_id').map((id) => ({ id, tags })),
    ...textsOf('email').map((email) => ({ id: '', email, tags })),
    ...textsOf('alias').map((alias) => ({ id: '', alias, tags })),
  ]
  if (users.length > 0) return users
  return tags.length > 0 ? tags.map((tag) => ({ id: '', tags: [tag] })) : [{ id: '' }]
}

/** The constants that a comparison has, with the field that they are compared with: `u.id == 'x'`, `u.tags.contains('x')`. */
function namesIn(node: Expression): [field: string, text: string][] {
  if (node.kind !== 'compare' && node.kind !== 'in' && node.kind !== 'contains') return []
  const sides = childrenOf(node)
  const constants = sides.flatMap((side) => (side.kind === 'list' ? side.items : side))
  return sides.flatMap((side) =>
    side.kind !== 'field'
      ? []
      : constants.flatMap((constant): [string, string][] =>
          constant.kind === 'literal' && typeof constant.value === 'string' ? [[side.name, constant.value]] : [],
        ),
  )
}
