/** Tells whether an activity of this status can no longer change. */
export function isEnded(status: string): boolean {
  return (
    status === 'ACTIVITY_STATUS_COMPLETED' ||
    status === 'ACTIVITY_STATUS_FAILED' ||
    status === 'ACTIVITY_STATUS_REJECTED'
  )
}
