import { listObjects } from '../../client/listObjects.js'
import { normalizeKey } from './normalizeKey.js'

/** Finds all values of a key in parsed JSON, however deep they are and however the key is spelled. `null` is no value. */
export function findValues(root: unknown, key: string): unknown[] {
  const wanted = normalizeKey(key)
  return listObjects(root)
    .flatMap((object) => Object.entries(object))
    .filter(([name, value]) => value !== null && normalizeKey(name) === wanted)
    .map(([, value]) => value)
}
