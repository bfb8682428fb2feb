import { badRequest } from '../protocol/WireError.js'

/**
 * `JSON.parse` that refuses integers it would round, those beyond 2^53. Signing a rounded number would sign something else than
 * was asked for. Large integers travel as decimal strings.
 */
export function exactJson(json: string, what: string): unknown {
  let inexact: string | undefined
  let value: unknown
  try {
    value = JSON.parse(json, (key, entry: unknown) => {
      if (Number.isInteger(entry) && !Number.isSafeInteger(entry)) inexact = key
      return entry
    })
  } catch {
    throw badRequest(`invalid payload encoding: the ${what} is not JSON`)
  }
  if (inexact !== undefined)
    throw badRequest(
      `invalid payload encoding: "${inexact}" of the ${what} is no integer a JSON number can hold; send it as a decimal string`,
    )
  return value
}
