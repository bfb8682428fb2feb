import type { Store } from '../../signer/store/createStore.js'
import { describeActivity, namesIn } from './describeActivity.js'

export type Titles = {
  /** Of an activity that is there. */
  of(id: string): string
}

const remembered = 1000

/** Titles, each made once while it is remembered: the request behind it may be a megabyte long, and lists are read often. */
export function createTitles(store: Store): Titles {
  const known = new Map<string, string>()
  return {
    of(id) {
      const before = known.get(id)
      const { title, tellsName } = before === undefined ? make(store, id) : { title: before, tellsName: false }
      known.delete(id)
      // What somebody is called may change.
      if (!tellsName) known.set(id, title)
      const [oldest] = known.keys()
      if (known.size > remembered && oldest !== undefined) known.delete(oldest)
      return title
    },
  }
}

function make(store: Store, id: string): { title: string; tellsName: boolean } {
  const activity = store.browse.activity(id)
  if (activity === undefined) return { title: '', tellsName: true }
  const names = namesIn(store, activity.organizationId)
  let tellsName = false
  const { title } = describeActivity(activity, {
    user(userId) {
      tellsName = true
      return names.user(userId)
    },
  })
  return { title, tellsName }
}
