import type { ConsoleReader } from '../../signer/store/consoleReader.js'
import { describeActivity } from './describeActivity.js'

const maxTitles = 1000

/**
 * Makes titles of activities by ID, and keeps them: lists are read often, and the request behind a title can be a megabyte
 * long.
 */
export function createTitleCache(reader: ConsoleReader): (activityId: string) => string {
  const cache = new Map<string, string>()
  return (id) => {
    const cached = cache.get(id)
    const { title, hasUserName } = cached === undefined ? makeTitle(reader, id) : { title: cached, hasUserName: false }
    cache.delete(id)
    // A user can be renamed.
    if (!hasUserName) cache.set(id, title)
    const [oldest] = cache.keys()
    if (cache.size > maxTitles && oldest !== undefined) cache.delete(oldest)
    return title
  }
}

function makeTitle(reader: ConsoleReader, id: string): { title: string; hasUserName: boolean } {
  const activity = reader.browse.activity(id)
  if (activity === undefined) return { title: '', hasUserName: true }
  let hasUserName = false
  const userName: ConsoleReader['userName'] = (...args) => {
    hasUserName = true
    return reader.userName(...args)
  }
  const { title } = describeActivity({ ...reader, userName }, activity)
  return { title, hasUserName }
}
