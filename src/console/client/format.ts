import type { ActivityLine, Stamped } from '../types.js'
import { type Child, h } from './dom.js'

const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium', hourCycle: 'h23' })
const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' })
const both = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long', hourCycle: 'h23' })

/** The time, and the day unless it is today. */
export function time(ms: number): HTMLElement {
  const date = new Date(ms)
  const isToday = day.format(date) === day.format(new Date())
  const attributes = { datetime: date.toISOString(), title: both.format(date) }
  return h('time', attributes, isToday ? clock.format(date) : `${day.format(date)}, ${clock.format(date)}`)
}

export function duration(ms: number): string {
  if (ms < 10) return `${ms.toFixed(1)} ms`
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`
}

/** How long it took, or nothing if nobody knows any more. */
export function took({ tookMs }: ActivityLine): string {
  return tookMs === null ? '' : duration(tookMs)
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return count === 1 ? `1 ${one}` : `${count.toLocaleString()} ${many}`
}

const states: Record<string, [state: string, label: string]> = {
  ACTIVITY_STATUS_CREATED: ['waiting', 'Created'],
  ACTIVITY_STATUS_PENDING: ['waiting', 'Pending'],
  ACTIVITY_STATUS_COMPLETED: ['completed', 'Completed'],
  ACTIVITY_STATUS_FAILED: ['failed', 'Failed'],
  ACTIVITY_STATUS_CONSENSUS_NEEDED: ['waiting', 'Waiting'],
  ACTIVITY_STATUS_REJECTED: ['rejected', 'Rejected'],
  ACTIVITY_STATUS_AUTHENTICATORS_NEEDED: ['waiting', 'Waiting'],
}

/** Whether it may still change. */
export function isOpen(line: ActivityLine | undefined): boolean {
  return line !== undefined && states[line.status]?.[0] === 'waiting'
}

export function statusChip({ status, approvals, threshold }: ActivityLine): HTMLElement {
  const [state, label] = states[status] ?? ['unknown', status.replace('ACTIVITY_STATUS_', '')]
  const votes = status === 'ACTIVITY_STATUS_CONSENSUS_NEEDED' ? ` ${approvals} of ${threshold}` : ''
  return h('span', { class: 'status', 'data-state': state }, `${label}${votes}`)
}

/** A name somebody gave: its direction stays its own. */
export const given = (name: string): HTMLElement => h('bdi', {}, name)

/** The credential, as far as it is still known. */
export function credential({ kind, name }: Stamped): Child {
  return name === null ? `${kind} removed since` : [`${kind} “`, given(name), '”']
}
