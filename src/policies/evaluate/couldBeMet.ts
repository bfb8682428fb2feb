import type { PolicyCredential, PolicyUser } from '../types.js'
import { createEvaluation } from './createEvaluation.js'
import { runWhole } from './evaluateExpression.js'
import type { Budget } from './evaluation.js'
import type { PreparedPolicy } from './preparePolicy.js'
import { toConsensusKeywords } from './toConsensusKeywords.js'

type Request = {
  readonly approvers: readonly PolicyUser[]
  readonly credentials: readonly PolicyCredential[]
  readonly users?: readonly PolicyUser[] | undefined
  readonly userCredentials?: readonly PolicyCredential[] | undefined
}

/**
 * Whether the consensus of a policy can still be met with the approval of the user who submitted the activity: there are other users with whom it
 * holds, and without that user it does not. How production decides between waiting and refusing is not known; a user whose approval would
 * change nothing is refused.
 */
export function couldBeMet({ consensus }: PreparedPolicy, request: Request, budget: Budget): boolean {
  const { approvers, credentials, users = [], userCredentials = [] } = request
  const [submitter] = approvers
  if (consensus === undefined || submitter === undefined) return false
  const { tree } = consensus
  const known = [...new Map([...users, ...approvers].map((user) => [user.id, user])).values()]
  const others = known.filter(({ id }) => id !== submitter.id)

  const holds = (group: readonly PolicyUser[]): boolean => {
    const ids = new Set(group.map(({ id }) => id))
    const theirs = [...credentials, ...userCredentials].filter(({ userId }) => ids.has(userId))
    budget.steps -= group.length + theirs.length
    const result = runWhole(createEvaluation(toConsensusKeywords(group, theirs), 'strict', budget), tree)
    return 'value' in result && result.value
  }
  if (!holds([submitter, ...others])) return false

  // Both a smallest group with which it holds and a largest one without which it does not: one of them shows whether the submitter counts.
  return [others, [...others].reverse()].some((order) => {
    let smallest = order
    for (const user of order) {
      const fewer = smallest.filter((each) => each !== user)
      if (holds([submitter, ...fewer])) smallest = fewer
    }
    if (!holds(smallest)) return true
    let largest: readonly PolicyUser[] = []
    for (const user of order) if (!holds([...largest, user])) largest = [...largest, user]
    return holds([submitter, ...largest])
  })
}
