import type { ActivityRow } from '../../store/activities.js'
import { describeActivity, type Names } from './describeActivity.js'

export type Titles = { of(activity: Pick<ActivityRow, 'id' | 'type' | 'body'>, names: Names): string }

const remembered = 1000

/** Titles, each made once while it is remembered: the request behind it may be a megabyte long, and lists are read often. */
export function createTitles(): Titles {
  const known = new Map<string, string>()
  return {
    of(activity, names) {
      const { id } = activity
      let tellsName = false
      const title =
        known.get(id) ??
        describeActivity(activity, {
          user(userId) {
            tellsName = true
            return names.user(userId)
          },
        }).title
      known.delete(id)
      // What somebody is called may change.
      if (!tellsName) known.set(id, title)
      const [oldest] = known.keys()
      if (known.size > remembered && oldest !== undefined) known.delete(oldest)
      return title
    },
  }
}
