import type { ActivityDetail, VoteLine } from '../types.js'
import { copyable, h, link } from './dom.js'
import { facts } from './facts.js'
import { credential, duration, given, plural, statusChip, time } from './format.js'

/** Longer ones are shown up to here, and copied as a whole. */
const shown = 20_000

/** Everything about one activity. */
export function activityDetail(activity: ActivityDetail, closeTo: string): HTMLElement {
  const { title, organizationId, organizationName, votes, result, failure } = activity
  return h(
    'article',
    { class: 'detail', 'data-id': activity.id, 'aria-labelledby': 'activity' },
    link(closeTo, { class: 'back' }, 'All activities'),
    h('h2', { id: 'activity', tabindex: '-1', dir: 'auto' }, title),
    h('p', { class: 'summary' }, statusChip(activity), ' ', lasted(activity)),
    failure !== null &&
      h('p', { class: 'notice', 'data-state': 'failed' }, `${failure.message} (code ${failure.code})`),
    h('h3', {}, 'What was asked'),
    facts(activity.asked),
    h('h3', {}, 'Who stamped it'),
    h(
      'ul',
      { class: 'votes' },
      votes.map((vote, index) => voteItem(vote, index === 0)),
    ),
    waitsFor(activity),
    result.length > 0 && [h('h3', {}, 'What came of it'), facts(result)],
    h('h3', {}, 'The request'),
    h(
      'dl',
      { class: 'facts' },
      pair('organization', link(`organizations/${organizationId}`, {}, given(organizationName))),
      pair('type', h('code', {}, activity.type)),
      pair('id', copyable(activity.id, 'the id')),
      pair('fingerprint', copyable(activity.fingerprint, 'the fingerprint')),
    ),
    raw(activity.body),
  )
}

function pair(name: string, value: HTMLElement): HTMLElement {
  return h('div', {}, h('dt', {}, name), h('dd', {}, value))
}

function lasted({ createdMs, updatedMs, tookMs }: ActivityDetail): HTMLElement {
  const open = updatedMs - createdMs
  return h(
    'span',
    {},
    time(createdMs),
    tookMs !== null && `, took ${duration(tookMs)}`,
    // Waiting for people is another thing than working.
    open >= 1000 && `, changed ${duration(open)} later`,
  )
}

function waitsFor({ status, approvals, threshold }: ActivityDetail): HTMLElement | false {
  return (
    status === 'ACTIVITY_STATUS_CONSENSUS_NEEDED' &&
    h('p', { class: 'note' }, `It waits for ${plural(threshold - approvals, 'more approval')} by root users.`)
  )
}

function voteItem({ approves, inForce, stamped, createdMs }: VoteLine, isFirst: boolean): HTMLElement {
  const did = isFirst ? 'asked' : approves ? 'approved' : 'rejected'
  return h(
    'li',
    { 'data-vote': did },
    h('strong', {}, given(stamped.userName)),
    ` ${did} with `,
    credential(stamped),
    h('span', { class: 'note' }, time(createdMs), !inForce && ', lapsed since'),
  )
}

function raw(body: string): HTMLElement {
  const rest = body.length - shown
  return h(
    'details',
    { class: 'raw' },
    h('summary', {}, 'Raw request'),
    copyButton(body),
    h(
      'pre',
      { tabindex: '0', role: 'region', 'aria-label': 'Raw request' },
      rest > 0 ? `${body.slice(0, shown)}\n… and ${rest.toLocaleString()} characters more` : body,
    ),
  )
}

function copyButton(body: string): HTMLElement {
  const row = copyable(body, 'the raw request')
  row.querySelector('code')?.remove()
  return row
}
