import type { PolicyCredential, PolicyUser } from '../types.js'
import { createEvaluation } from './createEvaluation.js'
import { runWhole } from './evaluateExpression.js'
import type { Budget } from './evaluation.js'
import type { PreparedPolicy } from './preparePolicy.js'
import { toCredentialStruct, toUserStruct } from './toConsensusKeywords.js'
import type { Struct } from './values.js'

type Request = {
  readonly approvers: readonly PolicyUser[]
  readonly credentials: readonly PolicyCredential[]
  readonly users?: readonly PolicyUser[] | undefined
  readonly userCredentials?: readonly PolicyCredential[] | undefined
}

/** A user as a consensus sees them, with their credentials. */
type Person = { readonly user: Struct; readonly credentials: readonly Struct[] }

/**
 * Whether the consensus of a policy can still be met with the approval of the user who submitted the activity: there are other users with whom it
 * holds, and without that user it does not. How production decides between waiting and refusing is not known; a user whose approval would
 * change nothing is refused. So is one of whom it cannot be told within the budget.
 *
 * @param budget Steps for all policies of the request.
 */
export function createCouldBeMet(request: Request, budget: Budget): (policy: PreparedPolicy) => boolean {
  const isSpent = (): boolean => budget.steps < 0
  let known: readonly Person[] | undefined

  return ({ consensus }) => {
    if (consensus === undefined || isSpent()) return false
    const { tree } = consensus
    known ??= toPeople(request, budget)
    const [submitter, ...others] = known
    if (submitter === undefined) return false

    /** False, too, once the budget is spent. */
    function holds(group: readonly Person[]): boolean {
      budget.steps -= group.reduce((sum, { credentials }) => sum + 1 + credentials.length, 0)
      if (isSpent()) return false
      const keywords = new Map([
        ['approvers', group.map(({ user }) => user)],
        ['credentials', group.flatMap(({ credentials }) => credentials)],
      ])
      const result = runWhole(createEvaluation(keywords, 'strict', budget), tree)
      return 'value' in result && result.value
    }

    /** Leaves out as many as it can, many at once first. */
    function narrow(group: readonly Person[], suffices: (fewer: readonly Person[]) => boolean): readonly Person[] {
      let kept = group
      for (let size = kept.length; size > 0; size = Math.floor(Math.min(size, kept.length) / 2))
        for (let at = 0; at < kept.length && !isSpent(); ) {
          const fewer = [...kept.slice(0, at), ...kept.slice(at + size)]
          if (suffices(fewer)) kept = fewer
          else at += size
        }
      return kept
    }

    if (!holds([submitter, ...others])) return false

    // Both a smallest group with which it holds and a largest one without which it does not: one of them shows whether the submitter counts.
    const counts = [others, [...others].reverse()].some((order) => {
      const smallest = narrow(order, (fewer) => holds([submitter, ...fewer]))
      if (!holds(smallest)) return true
      const without = (left: readonly Person[]): readonly Person[] => {
        const absent = new Set(left)
        return order.filter((person) => !absent.has(person))
      }
      const largest = without(narrow(order, (fewer) => !holds(without(fewer))))
      return holds([submitter, ...largest])
    })
    // What was not evaluated does not show that the consensus does not hold.
    return counts && !isSpent()
  }
}

/** The user who submitted the activity is the first. */
function toPeople(
  { approvers, credentials, users = [], userCredentials = [] }: Request,
  budget: Budget,
): readonly Person[] {
  const [submitter] = approvers
  if (submitter === undefined) return []
  const byId = new Map([submitter, ...users, ...approvers].map((user) => [user.id, user]))
  const all = [...credentials, ...userCredentials]
  budget.steps -= byId.size + all.length
  if (budget.steps < 0) return []
  const byUser = new Map<string, Struct[]>()
  for (const credential of all) {
    const theirs = byUser.get(credential.userId)
    if (theirs === undefined) byUser.set(credential.userId, [toCredentialStruct(credential)])
    else theirs.push(toCredentialStruct(credential))
  }
  return [...byId.values()].map((user) => ({ user: toUserStruct(user), credentials: byUser.get(user.id) ?? [] }))
}
