import { isCaseless, type Value } from './values.js'

/** Long texts and lists are work, too. */
export const lengthWork = (length: number): number => length >> 6

/** To write a text in lower case is slower than to compare it, and outside of ASCII by far. Short texts are work, too. */
export const lowercaseWork = (text: string): number => (isAscii(text) ? 2 + (text.length >> 3) : 4 + text.length)

const isAscii = (text: string): boolean => !/[\u0080-\uffff]/.test(text)

/** Work of `compare`: a text that is compared with a caseless one is written in lower case first. */
export function compareWork(left: Value, right: Value): number {
  if (typeof left === 'string')
    return isCaseless(right) ? lowercaseWork(left) : lengthWork(typeof right === 'string' ? left.length : 0)
  if (!isCaseless(left)) return 0
  if (typeof right === 'string') return lowercaseWork(right)
  return isCaseless(right) ? lengthWork(left.lower.length) : 0
}
