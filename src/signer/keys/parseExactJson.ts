import { badRequest } from '../protocol/WireError.js'

/**
 * Parses JSON, and refuses integers beyond 2^53, which `JSON.parse` would round: the signature would be over another number
 * than was requested. Large integers travel as decimal strings.
 */
export function parseExactJson(json: string, what: string): unknown {
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
      `invalid payload encoding: "${inexact}" of the ${what} is beyond 2^53, where JSON numbers are rounded; send it as a decimal string`,
    )
  return value
}
