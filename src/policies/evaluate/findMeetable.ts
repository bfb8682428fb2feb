import type { Expression } from '../syntax/tree.js'
import type { Budget } from './evaluation.js'
import { holdsFor, type Vote } from './holdsFor.js'
import type { PreparedPolicy } from './preparePolicy.js'
import { searchGroups } from './searchGroups.js'
import { type Person, toPeople, type Voters } from './toPeople.js'

/**
 * Finds the policies whose consensus can still be met with the approval of the user who submitted the activity: there are other users with whom
 * it holds, and without that user it does not. How production decides between waiting and refusing is not known; a user whose approval would
 * change nothing is refused. So is one of whom it cannot be told within the budget: what is found here has been evaluated, and held.
 *
 * @param policies Those whose consensus does not hold yet.
 * @param budget Steps for all of them. What evaluations of all users together leave is for groups of users, in equal parts for the policies
 *   that all users together do not meet.
 */
export function findMeetable(
  policies: readonly PreparedPolicy[],
  request: Voters,
  budget: Budget,
): ReadonlySet<PreparedPolicy> {
  const found = new Set<PreparedPolicy>()
  if (policies.length === 0) return found
  const people = toPeople(request, budget)
  const undecided: [PreparedPolicy, Expression][] = []
  for (const policy of policies) {
    const tree = policy.consensus?.tree
    if (tree === undefined || budget.steps < 0) continue
    const isMeetable = isMetByAll(tree, people, budget)
    if (isMeetable === true) found.add(policy)
    if (isMeetable === undefined) undecided.push([policy, tree])
  }
  for (const [index, [policy, tree]] of undecided.entries()) {
    const steps = Math.floor(budget.steps / (undecided.length - index))
    const share = { steps }
    if (searchGroups(tree, people, share)) found.add(policy)
    budget.steps -= steps - Math.max(share.steps, 0)
  }
  return found
}

/** Undefined if the consensus does not hold for all users together. It may hold for some of them all the same. */
function isMetByAll(tree: Expression, people: readonly Person[], budget: Budget): boolean | undefined {
  const votes = people.map(({ user, used, unused }): Vote => ({ user, credentials: [...used, ...unused] }))
  const [submitter, ...others] = votes
  if (submitter === undefined) return false
  const isSpent = (): boolean => budget.steps < 0
  const holds = (group: readonly Vote[]): boolean => holdsFor(group, tree, budget)

  /** Leaves out as many as it can, many at once first. */
  function narrow(group: readonly Vote[], suffices: (fewer: readonly Vote[]) => boolean): readonly Vote[] {
    let kept = group
    for (let size = kept.length; size > 0; size = Math.floor(Math.min(size, kept.length) / 2))
      for (let at = 0; at < kept.length && !isSpent(); ) {
        const fewer = [...kept.slice(0, at), ...kept.slice(at + size)]
        if (suffices(fewer)) kept = fewer
        else at += size
      }
    return kept
  }

  if (!holds(votes)) return isSpent() ? false : undefined

  // Both a smallest group with which it holds and a largest one without which it does not: one of them shows whether the submitter counts.
  const counts = [others, [...others].reverse()].some((order) => {
    const smallest = narrow(order, (fewer) => holds([submitter, ...fewer]))
    if (!holds(smallest)) return true
    const without = (left: readonly Vote[]): readonly Vote[] => {
      const absent = new Set(left)
      return order.filter((vote) => !absent.has(vote))
    }
    const largest = without(narrow(order, (fewer) => !holds(without(fewer))))
    return holds([submitter, ...largest])
  })
  // What was not evaluated does not show that the consensus does not hold.
  return counts && !isSpent()
}
