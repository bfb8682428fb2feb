import { listObjects } from '../../client/listObjects.js'
import { normalizeKey } from './normalizeKey.js'

/**
 * Whether any object in parsed JSON has two keys that a parser may take for the same field. The signer might act on the
 * one that was not checked here.
 */
export function hasTwoSpellings(root: unknown): boolean {
  return listObjects(root).some((object) => {
    const keys = Object.keys(object)
    return new Set(keys.map(normalizeKey)).size < keys.length
  })
}
