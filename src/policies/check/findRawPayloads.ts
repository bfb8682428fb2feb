import { buildContext } from '../context/buildContext.js'
import { evaluatePrepared } from '../evaluate/evaluatePrepared.js'
import type { PreparedPolicy } from '../evaluate/preparePolicy.js'
import type { PolicyUser } from '../types.js'
import type { Finding } from './issues.js'
import { partsOf, pathOf } from './walk.js'

const hashes = ['NO_OP', 'SHA256', 'KECCAK256'].map((name) => `HASH_FUNCTION_${name}`)
const types = ['ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2', 'ACTIVITY_TYPE_SIGN_RAW_PAYLOADS']

/**
 * Finds a rule over transactions beside which raw payloads are not denied. They can be the bytes of a transaction or its hash, and policies do not
 * see that.
 */
export function findRawPayloads(policy: PreparedPolicy, others: readonly PreparedPolicy[]): Finding[] {
  const tree = policy.condition?.tree
  if (tree === undefined || !partsOf(tree).some((part) => pathOf(part) === 'eth.tx')) return []
  const approvers = usersOf(policy)
  const isDenied = (type: string, hashFunction: string): boolean => {
    const built = buildContext({
      type,
      parameters: { signWith: `0x${'0'.repeat(40)}`, encoding: 'PAYLOAD_ENCODING_HEXADECIMAL', hashFunction },
      wallet: { id: '' },
    })
    if (!built.ok) return false
    const request = { context: built.context, approvers, credentials: [], now: 0 }
    return evaluatePrepared([policy, ...others], request).outcome === 'OUTCOME_DENY_EXPLICIT'
  }
  if (types.every((type) => hashes.every((hash) => isDenied(type, hash)))) return []
  const message =
    'Raw payloads go around a rule over eth.tx: they can be a transaction, and no policy reads them. Add the DENY that noBlindSigning() returns.'
  return [{ code: 'RAW_PAYLOADS', message, start: tree.start, end: tree.end }]
}

/** The users that a consensus names, as far as its text tells. */
function usersOf({ consensus }: PreparedPolicy): readonly PolicyUser[] {
  const names =
    consensus === undefined
      ? []
      : partsOf(consensus.tree).flatMap((part) => (part.kind === 'literal' ? [part.value] : []))
  const texts = names.filter((value) => typeof value === 'string')
  return texts.length === 0 ? [{ id: '' }] : texts.map((id) => ({ id, tags: texts }))
}
