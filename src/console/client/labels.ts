import type { ActivitySummary, StampedBy } from '../types.js'
import { type Child, h } from './dom.js'

const timeFormat = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium', hourCycle: 'h23' })
const dateFormat = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' })
const fullFormat = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long', hourCycle: 'h23' })

/** The time of day, after the date unless it is today. */
export function timeLabel(ms: number): HTMLElement {
  const date = new Date(ms)
  const isToday = dateFormat.format(date) === dateFormat.format(new Date())
  const attributes = { datetime: date.toISOString(), title: fullFormat.format(date) }
  const text = isToday ? timeFormat.format(date) : `${dateFormat.format(date)}, ${timeFormat.format(date)}`
  return h('time', attributes, text)
}

/** `3.2 ms`, `40 ms`, `1.5 s` */
export function formatDuration(ms: number): string {
  if (ms < 10) return `${ms.toFixed(1)} ms`
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString()} ${count === 1 ? one : many}`
}

type Status = { state: 'waiting' | 'completed' | 'failed' | 'rejected'; label: string }

const statuses: ReadonlyMap<string, Status> = new Map<string, Status>([
  ['ACTIVITY_STATUS_CREATED', { state: 'waiting', label: 'Created' }],
  ['ACTIVITY_STATUS_PENDING', { state: 'waiting', label: 'Pending' }],
  ['ACTIVITY_STATUS_COMPLETED', { state: 'completed', label: 'Completed' }],
  ['ACTIVITY_STATUS_FAILED', { state: 'failed', label: 'Failed' }],
  ['ACTIVITY_STATUS_CONSENSUS_NEEDED', { state: 'waiting', label: 'Waiting' }],
  ['ACTIVITY_STATUS_REJECTED', { state: 'rejected', label: 'Rejected' }],
  ['ACTIVITY_STATUS_AUTHENTICATORS_NEEDED', { state: 'waiting', label: 'Waiting' }],
])

/** Whether the activity can still change. */
export function isOpen({ status }: ActivitySummary): boolean {
  return statuses.get(status)?.state === 'waiting'
}

/** `Waiting 1 of 2` for an activity that needs more root users. How many a policy wants, its consensus says. */
export function statusBadge({ status, approvals, threshold, waitsForPolicy }: ActivitySummary): HTMLElement {
  const { state, label } = statuses.get(status) ?? { state: 'unknown', label: status.replace('ACTIVITY_STATUS_', '') }
  const isCounted = status === 'ACTIVITY_STATUS_CONSENSUS_NEEDED' && !waitsForPolicy
  const votes = isCounted ? ` ${approvals} of ${threshold}` : ''
  return h('span', { class: 'status', 'data-state': state }, `${label}${votes}`)
}

/** `Allows` or `Denies`, for the effect of a policy. */
export function effectLabel(effect: string): string {
  return effect === 'EFFECT_DENY' ? 'Denies' : 'Allows'
}

/** A name that a user chose, isolated so that its direction does not affect the text around it. */
export function nameLabel(name: string): HTMLElement {
  return h('bdi', {}, name)
}

export function credentialLabel({ credentialKind, credentialName }: StampedBy): Child {
  return credentialName === null
    ? `a deleted ${credentialKind}`
    : [`${credentialKind} “`, nameLabel(credentialName), '”']
}
