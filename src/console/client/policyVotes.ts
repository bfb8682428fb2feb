import type { Clause, PolicyVote } from '../types.js'
import { type Child, h, link } from './dom.js'
import { effectLabel, nameLabel } from './labels.js'

/** `OUTCOME_DENY_EXPLICIT` → `deny explicit` */
const outcomeText = (outcome: string): string => outcome.replace('OUTCOME_', '').replaceAll('_', ' ').toLowerCase()

/** What scopes, MFA policies and policies said at each vote, every clause in the color of its value. */
export function policyVotes(votes: readonly PolicyVote[]): Child {
  return (
    votes.length > 0 && [
      h('h3', {}, 'Policies'),
      votes.map(({ userName, approves, limits, outcome, policies }) => [
        h(
          'p',
          { class: 'note' },
          approves ? 'At the vote of ' : 'At the rejection by ',
          nameLabel(userName),
          approves ? '' : ', who could have approved',
          outcome === null ? ':' : `: ${outcomeText(outcome)}`,
        ),
        h(
          'ul',
          { class: 'policies' },
          limits.map(({ kind, name, verdict, clauses }) =>
            h('li', {}, `${kind} `, nameLabel(name), ': ', h('strong', {}, verdict), clauseList(clauses)),
          ),
          policies.map((policy) =>
            h(
              'li',
              { 'data-outcome': policy.outcome },
              link(`policies/${policy.id}`, {}, nameLabel(policy.name)),
              ` ${effectLabel(policy.effect).toLowerCase()}: `,
              h('strong', {}, outcomeText(policy.outcome)),
              clauseList(policy.clauses),
            ),
          ),
        ),
      ]),
    ]
  )
}

/** The value is in words, too: colors alone do not tell it to everybody. */
function clauseList(clauses: readonly Clause[]): Child {
  return (
    clauses.length > 0 &&
    h(
      'ul',
      { class: 'clauses' },
      clauses.map(({ text, state, note, clauses: inner }) =>
        h(
          'li',
          {},
          h('span', { class: 'clause', 'data-value': state }, state),
          ' ',
          inner.length === 0 && h('code', { dir: 'ltr' }, text),
          note !== '' && h('span', { class: 'note', dir: 'auto' }, ` ${note}`),
          clauseList(inner),
        ),
      ),
    )
  )
}
