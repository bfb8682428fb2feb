import type { ActivitySummary } from '../types.js'
import { h } from './dom.js'
import { credentialLabel, formatDuration, nameLabel, statusBadge, timeLabel } from './labels.js'

/** The cells of one activity in a list. */
export function activityRow(
  activity: ActivitySummary,
  { showOrganization }: { showOrganization: boolean },
): HTMLElement[] {
  const { title, stampedBy, organizationName, createdMs, tookMs } = activity
  return [
    h('span', { class: 'state' }, statusBadge(activity)),
    h('span', { class: 'title', dir: 'auto' }, title),
    h(
      'span',
      { class: 'meta' },
      stampedBy !== null && [nameLabel(stampedBy.userName), ' · ', credentialLabel(stampedBy)],
      showOrganization && [' · in ', nameLabel(organizationName)],
    ),
    h('span', { class: 'time' }, timeLabel(createdMs)),
    h('span', { class: 'took' }, tookMs === null ? '' : formatDuration(tookMs)),
  ]
}
