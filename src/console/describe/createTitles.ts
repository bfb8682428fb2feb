import type { ConsoleReader } from '../../signer/store/consoleReader.js'
import { describeActivity } from './describeActivity.js'

export type Titles = {
  /** Of an activity that is there. */
  of(id: string): string
}

const remembered = 1000

/** Titles, each made once while it is remembered: the request behind it may be a megabyte long, and lists are read often. */
export function createTitles(reader: ConsoleReader): Titles {
  const known = new Map<string, string>()
  return {
    of(id) {
      const before = known.get(id)
      const { title, tellsName } = before === undefined ? make(reader, id) : { title: before, tellsName: false }
      known.delete(id)
      // What somebody is called may change.
      if (!tellsName) known.set(id, title)
      const [oldest] = known.keys()
      if (known.size > remembered && oldest !== undefined) known.delete(oldest)
      return title
    },
  }
}

function make(reader: ConsoleReader, id: string): { title: string; tellsName: boolean } {
  const activity = reader.browse.activity(id)
  if (activity === undefined) return { title: '', tellsName: true }
  let tellsName = false
  const watched: ConsoleReader = {
    ...reader,
    userName(...args) {
      tellsName = true
      return reader.userName(...args)
    },
  }
  const { title } = describeActivity(watched, activity)
  return { title, tellsName }
}
