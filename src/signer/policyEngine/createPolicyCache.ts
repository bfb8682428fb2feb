import {
  type AbiFunction,
  type Expression,
  type PreparedPolicy,
  parseAbi,
  prepareExpression,
  preparePolicy,
} from '../../policies/core.js'
import type { Store } from '../store/createStore.js'
import type { MfaPolicyRow } from '../store/mfaPolicies.js'
import type { PolicyRow } from '../store/policies.js'
import { cached } from '../util/cached.js'

/** The policies of a set, and their syntax trees, in the same order. */
export type PreparedSet = { rows: readonly PolicyRow[]; policies: readonly PreparedPolicy[] }

/** What requests parse once: nothing of it ever changes. */
export type PolicyCache = {
  /** The id of a set is never used again, not even after a transaction that was rolled back. */
  setOf(setId: string): PreparedSet
  /** The functions of the smart contract interface with this id, by selector. */
  functionsOf(interfaceId: string): ReadonlyMap<string, AbiFunction>
  /** A scope, or the condition of an MFA policy. Undefined for one that this version cannot read. */
  conditionOf(text: string): Expression | undefined
  /** The policies of a user's set, in the order in which they are evaluated. The id of a set is never used again. */
  mfaSetOf(setId: string): { rows: readonly MfaPolicyRow[]; policies: readonly PreparedPolicy[] }
}

/** Characters of the expressions whose trees are kept: some tens of megabytes of memory. */
const keptCharacters = 1_000_000

/** Interfaces whose functions are kept. Each has at most some megabytes. */
const keptInterfaces = 16

/** Scopes and conditions of MFA policies whose trees are kept. Each has at most some thousands of characters. */
const keptConditions = 100

export function createPolicyCache(
  store: Pick<Store, 'policies' | 'mfaPolicies' | 'smartContractInterfaces'>,
): PolicyCache {
  const sets = new Map<string, PreparedSet & { characters: number }>()
  let total = 0
  const conditions = cached((text): { tree?: Expression } => {
    const prepared = prepareExpression(text, 'condition')
    return prepared.ok ? prepared : {}
  }, keptConditions)
  return {
    setOf(setId) {
      let set = sets.get(setId)
      if (set === undefined) {
        const rows = store.policies.ofSet(setId)
        set = { rows, policies: rows.map(prepare), characters: rows.reduce((sum, row) => sum + charactersOf(row), 100) }
        total += set.characters
      } else sets.delete(setId)
      sets.set(setId, set)
      for (const [oldest, { characters }] of sets) {
        if (total <= keptCharacters || oldest === setId) break
        sets.delete(oldest)
        total -= characters
      }
      return set
    },
    functionsOf: cached(
      (id): ReadonlyMap<string, AbiFunction> => parseAbi(store.smartContractInterfaces.text(id)) ?? new Map(),
      keptInterfaces,
    ),
    conditionOf(text) {
      const { tree } = conditions(text)
      return tree
    },
    mfaSetOf: cached((setId) => {
      const rows = store.mfaPolicies.ofSet(setId)
      return { rows, policies: rows.map(prepareMfa) }
    }, keptConditions),
  }
}

/** Characters of a policy's expressions. */
export function charactersOf({
  condition,
  consensus,
  time,
}: Partial<Pick<PolicyRow, 'condition' | 'consensus' | 'time'>>): number {
  return (condition?.length ?? 0) + (consensus?.length ?? 0) + (time?.length ?? 0)
}

/** @returns a policy that applies to everything in place of one that this version cannot read. */
function prepareMfa({ condition }: MfaPolicyRow): PreparedPolicy {
  const prepared = preparePolicy({ effect: 'EFFECT_ALLOW', condition })
  return prepared.ok ? prepared.policy : { effect: 'EFFECT_ALLOW' }
}

/** @returns a policy that denies everything, or allows nothing, in place of one that this version cannot read. */
function prepare({ id, name, effect, condition, consensus, time }: PolicyRow): PreparedPolicy {
  const named = { policyId: id, policyName: name, effect }
  const prepared = preparePolicy({
    ...named,
    condition: condition ?? undefined,
    consensus: consensus ?? undefined,
    time: time ?? undefined,
  })
  if (prepared.ok) return prepared.policy
  const nothing = effect === 'EFFECT_DENY' ? undefined : preparePolicy({ ...named, condition: '!true' })
  return nothing?.ok === true ? nothing.policy : named
}
