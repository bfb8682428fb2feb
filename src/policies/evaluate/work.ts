import { isCaseless, type Value } from './values.js'

/** Long texts and lists are work, too. */
export const lengthWork = (length: number): number => length >> 6

/** Outside of ASCII, to write a text in lower case is slower than to compare it by far. */
export const lowercaseWork = (length: number): number => 8 * lengthWork(length)

/** Work of `compare`: a text that is compared with a caseless one is written in lower case first. */
export function compareWork(left: Value, right: Value): number {
  if (typeof left === 'string')
    return isCaseless(right) ? lowercaseWork(left.length) : lengthWork(typeof right === 'string' ? left.length : 0)
  if (!isCaseless(left)) return 0
  if (typeof right === 'string') return lowercaseWork(right.length)
  return isCaseless(right) ? lengthWork(left.lower.length) : 0
}
