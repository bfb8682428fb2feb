import { partsOf } from '../check/walk.js'
import type { Expression } from '../syntax/tree.js'
import type { Budget } from './evaluation.js'
import { holdsFor, type Vote } from './holdsFor.js'
import type { Person } from './toPeople.js'
import { isList, type Struct, type Value } from './values.js'

/**
 * Tells whether some further votes meet a consensus, and would not without the user who submitted the activity. Tries groups one by one, small
 * ones first, until one does or the budget is spent. Votes that look the same to the consensus count as one choice, so that few groups suffice for
 * many users: those of whom it names neither the id nor a tag, for example.
 *
 * @returns whether a group was found. False, too, once the budget is spent.
 */
export function searchGroups(tree: Expression, people: readonly Person[], budget: Budget): boolean {
  const [submitter] = people
  if (submitter === undefined) return false
  const isSpent = (): boolean => budget.steps < 0
  // Approvals that were given stay.
  const cast = people
    .filter(({ hasApproved }) => hasApproved)
    .map(({ user, used }): Vote => ({ user, credentials: used }))
  const parts = partsOf(tree)
  const votes = votesOf(
    people,
    parts.some((part) => part.kind === 'keyword' && part.name === 'credentials'),
  )
  budget.steps -= parts.length + votesWork * votes.length
  if (isSpent()) return false
  const choices = groupAlike(votes, parts, new Set(cast.map(({ user }) => user)))
  /** How many votes there are from each choice on. */
  const left = choices.map((_, at) => choices.slice(at).reduce((sum, { length }) => sum + length, 0))

  function isMeetable(group: readonly Vote[]): boolean {
    if (!holdsFor(group, tree, budget)) return false
    const others = group.filter(({ user }) => user !== submitter?.user)
    // What was not evaluated does not show that the consensus does not hold.
    return !holdsFor(others, tree, budget) && !isSpent()
  }

  /** Adds as many votes as are missing, of this choice or later ones: no group is tried twice. */
  function grow(group: readonly Vote[], from: number, missing: number): boolean {
    if (missing === 0) return isMeetable(group)
    for (let at = from; at < choices.length && missing <= (left[at] ?? 0); at += 1) {
      const choice = choices[at] ?? []
      budget.steps -= 1 + ((group.length * (choice.length + 16)) >> 4)
      if (isSpent()) return false
      const vote = nextOf(choice, group)
      if (vote !== undefined && grow([...group, vote], at, missing - 1)) return true
    }
    return false
  }

  for (let size = 1; size <= (left[0] ?? 0) && !isSpent(); size += 1) if (grow(cast, 0, size)) return true
  return false
}

/** Steps to tell which votes look the same, for each. */
const votesWork = 8

/** The votes that are still to be had. Each is by one credential, if the consensus is about credentials. */
function votesOf(people: readonly Person[], isAboutCredentials: boolean): readonly Vote[] {
  const votes = people.flatMap(({ user, hasApproved, unused }) =>
    isAboutCredentials && unused.length > 0
      ? unused.map((credential, order) => ({ order, vote: { user, credentials: [credential] } }))
      : hasApproved
        ? []
        : [{ order: 0, vote: { user, credentials: [] } }],
  )
  // The first of each user before the second of any: they count as more users.
  return votes.sort((a, b) => a.order - b.order).map(({ vote }) => vote)
}

/** Groups votes that look the same to a consensus, as many of each as it could count. */
function groupAlike(
  votes: readonly Vote[],
  parts: readonly Expression[],
  approved: ReadonlySet<Struct>,
): readonly (readonly Vote[])[] {
  const [fields, texts] = [new Set<string>(), new Set<string>()]
  let most = 1
  let isCut = false
  for (const part of parts) {
    if (part.kind === 'field') fields.add(part.name)
    if (part.kind === 'literal' && typeof part.value === 'string') texts.add(part.value.toLowerCase())
    if (part.kind === 'literal' && typeof part.value === 'bigint' && part.value > most)
      most = Math.min(Number(part.value), votes.length)
    // Whether a part of a text is the same, only the text tells.
    isCut ||= part.kind === 'slice' || part.kind === 'index'
  }
  const shown = (value: Value): Value =>
    typeof value === 'string' && !isCut && !texts.has(value.toLowerCase()) ? '' : value
  const seenOf = (struct: Struct): unknown =>
    [...struct.fields].flatMap(([name, value]) =>
      fields.has(name) ? [[name, isList(value) ? value.map(shown) : shown(value)]] : [],
    )
  const alike = new Map<string, Vote[]>()
  for (const vote of votes) {
    const { user, credentials } = vote
    const isNew = !approved.has(user)
    const key = JSON.stringify([isNew || user.fields.get('id'), seenOf(user), credentials.map(seenOf)])
    const known = alike.get(key)
    if (known === undefined) alike.set(key, [vote])
    else if (known.length <= most) known.push(vote)
  }
  return [...alike.values()]
}

/** The next vote that a group does not have, of another user if there is one. */
function nextOf(choice: readonly Vote[], group: readonly Vote[]): Vote | undefined {
  return (
    choice.find(({ user }) => !group.some((vote) => vote.user === user)) ?? choice.find((vote) => !group.includes(vote))
  )
}
