import { badRequest } from '../protocol/WireError.js'

/** An integer beyond 2^53 has 16 digits, or an exponent. */
const mayBeInexact = /[0-9]{16}|[0-9][eE]/

/**
 * Parses JSON, and refuses integers beyond 2^53, which `JSON.parse` would round: the signature would be over another number
 * than was requested. Large integers travel as decimal strings.
 */
export function parseExactJson(json: string, what: string): unknown {
  let inexact: string | undefined
  const note = (key: string, entry: unknown): unknown => {
    if (Number.isInteger(entry) && !Number.isSafeInteger(entry)) inexact = key
    return entry
  }
  let value: unknown
  try {
    // Looking at every value takes several times as long as parsing them. Most JSON has nothing that could be so large.
    value = JSON.parse(json, mayBeInexact.test(json) ? note : undefined)
  } catch {
    throw badRequest(`invalid payload encoding: the ${what} is not JSON`)
  }
  if (inexact !== undefined)
    throw badRequest(
      `invalid payload encoding: "${inexact}" of the ${what} is beyond 2^53, where JSON numbers are rounded; send it as a decimal string`,
    )
  return value
}
