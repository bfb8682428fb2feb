import type { ActivitySummary } from '../types.js'

/** What fills the page below the bar. */
export type View = {
  element: HTMLElement
  title: string
  /** Changes after this cursor are not in the view yet. Undefined for a view that does not change. */
  cursor?: string
  /** Shows new and changed activities. If it rejects, the same change comes again. */
  onChange?(activities: readonly ActivitySummary[]): Promise<void>
  /** Loads the view's data again. If it rejects, it is called again. */
  reload?(): Promise<void>
  /** Loads what failed to load. */
  retry?(): Promise<void>
  /** Opens one item of the view, or closes it. */
  select?(id: string | undefined): Promise<void>
}
