import type { ActivityDetail, Vote } from '../types.js'
import { type Child, copyable, copyButton, h, link } from './dom.js'
import { fieldList } from './fieldList.js'
import { credentialLabel, formatDuration, nameLabel, plural, statusBadge, timeLabel } from './labels.js'
import { policyVotes } from './policyVotes.js'

/** Longer bodies are shown up to here, and copied in full. */
const maxBodyLength = 20_000

/** Everything about one activity. */
export function activityDetail(activity: ActivityDetail): HTMLElement {
  const { title, organizationId, organizationName, votes, result, failure } = activity
  return h(
    'article',
    { class: 'detail', 'data-id': activity.id, 'aria-labelledby': 'activity' },
    link('activities', { class: 'back' }, 'All activities'),
    h('h2', { id: 'activity', tabindex: '-1', dir: 'auto' }, title),
    h('p', { class: 'summary' }, statusBadge(activity), ' ', timing(activity)),
    failure !== null &&
      h('p', { class: 'notice', 'data-state': 'failed' }, `${failure.message} (code ${failure.code})`),
    h('h3', {}, 'Request'),
    fieldList(activity.request),
    h('h3', {}, 'Votes'),
    h(
      'ul',
      { class: 'votes' },
      votes.map((vote, index) => voteItem(vote, index === 0)),
    ),
    missingApprovals(activity),
    policyVotes(activity.policyVotes),
    result.length > 0 && [h('h3', {}, 'Result'), fieldList(result)],
    h('h3', {}, 'Details'),
    h(
      'dl',
      { class: 'fields' },
      detailRow('organization', link(`organizations/${organizationId}`, {}, nameLabel(organizationName))),
      detailRow('type', h('code', {}, activity.type)),
      detailRow('ID', copyable(activity.id, 'the activity ID')),
      detailRow('fingerprint', copyable(activity.fingerprint, 'the fingerprint')),
    ),
    rawRequest(activity.body),
  )
}

function detailRow(name: string, value: HTMLElement): HTMLElement {
  return h('div', {}, h('dt', {}, name), h('dd', {}, value))
}

function timing({ createdMs, updatedMs, tookMs }: ActivityDetail): HTMLElement {
  const openMs = updatedMs - createdMs
  return h(
    'span',
    {},
    timeLabel(createdMs),
    tookMs !== null && `, took ${formatDuration(tookMs)}`,
    // The time until people have voted is not the signer's.
    openMs >= 1000 && `, updated ${formatDuration(openMs)} later`,
  )
}

function missingApprovals({ status, approvals, threshold, waitsForPolicy }: ActivityDetail): Child {
  if (status !== 'ACTIVITY_STATUS_CONSENSUS_NEEDED') return false
  // A quorum that was lowered meanwhile still needs a vote to be counted.
  const missing = Math.max(1, threshold - approvals)
  return h(
    'p',
    { class: 'note' },
    waitsForPolicy
      ? 'Waits for approvals that a policy names.'
      : `Needs the approval of ${plural(missing, 'more root user')}.`,
  )
}

function voteItem({ approves, inForce, stampedBy, createdMs }: Vote, isFirst: boolean): HTMLElement {
  const action = isFirst ? 'submitted' : approves ? 'approved' : 'rejected'
  return h(
    'li',
    { 'data-vote': action },
    h('strong', {}, nameLabel(stampedBy.userName)),
    ` ${action} with `,
    credentialLabel(stampedBy),
    h('span', { class: 'note' }, timeLabel(createdMs), !inForce && ', expired'),
  )
}

function rawRequest(body: string): HTMLElement {
  const excess = body.length - maxBodyLength
  return h(
    'details',
    { class: 'raw' },
    h('summary', {}, 'Raw request'),
    copyButton(body, 'the raw request'),
    h(
      'pre',
      { tabindex: '0', role: 'region', 'aria-label': 'Raw request' },
      excess > 0 ? `${body.slice(0, maxBodyLength)}\n… ${excess.toLocaleString()} more characters` : body,
    ),
  )
}
