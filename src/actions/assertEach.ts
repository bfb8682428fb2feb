import { isObject } from '../client/guards.js'
import { assertIds } from './assertIds.js'

/** Returns what checks the ids of the objects in a list. The list itself and what else is in it are left to the signer. */
export function assertEach(checks: Parameters<typeof assertIds>[1]): (parameter: string, value: unknown) => void {
  return (parameter, value) => {
    for (const [index, item] of Array.isArray(value) ? value.entries() : [])
      if (isObject(item)) assertIds(item, checks, `${parameter}[${index}].`)
  }
}
