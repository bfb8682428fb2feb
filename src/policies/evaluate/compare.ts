import type { Comparison } from '../syntax/tree.js'
import { isCaseless, isList, type PointInTime, typeName, type Value } from './values.js'

const isOrdered = (operator: Comparison): boolean => operator !== '==' && operator !== '!='

function ordered(operator: Comparison, left: bigint, right: bigint): boolean {
  switch (operator) {
    case '==':
      return left === right
    case '!=':
      return left !== right
    case '<':
      return left < right
    case '>':
      return left > right
    case '<=':
      return left <= right
    case '>=':
      return left >= right
  }
}

/** Compares two values, strictly by type. @returns undefined if values of these types cannot be compared so. */
export function compare(operator: Comparison, left: Value, right: Value): boolean | undefined {
  if (typeof left === 'bigint') return typeof right === 'bigint' ? ordered(operator, left, right) : undefined
  if (typeof left === 'object' && !isList(left) && left.kind === 'timestamp')
    return isTimestamp(right) ? ordered(operator, left.nanoseconds, right.nanoseconds) : undefined
  if (isOrdered(operator)) return undefined
  const isEqual =
    typeof left === 'boolean' ? (typeof right === 'boolean' ? left === right : undefined) : sameText(left, right)
  return isEqual === undefined ? undefined : isEqual === (operator === '==')
}

const isTimestamp = (value: Value): value is PointInTime =>
  typeof value === 'object' && !isList(value) && value.kind === 'timestamp'

/** Case counts unless one of the two is compared regardless of it. */
function sameText(left: Value, right: Value): boolean | undefined {
  if (typeof left === 'string') {
    if (typeof right === 'string') return left === right
    return isCaseless(right) ? left.toLowerCase() === right.lower : undefined
  }
  if (!isCaseless(left)) return undefined
  if (typeof right === 'string') return left.lower === right.toLowerCase()
  return isCaseless(right) ? left.lower === right.lower : undefined
}

/** Says why `compare` has no result. */
export function describeMismatch(operator: Comparison, left: Value, right: Value): string {
  return `${operator} cannot compare ${typeName(left)} with ${typeName(right)}.`
}
