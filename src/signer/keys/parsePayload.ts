import { badRequest } from '../protocol/WireError.js'
import { shorten } from '../util/shorten.js'

/** Parses the JSON of a payload. @throws 400 */
export function parsePayload(json: string, what: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    throw badRequest(`invalid payload encoding: the ${what} is not JSON`)
  }
}

/**
 * Refuses a number beyond 2^53, which `JSON.parse` may have rounded: the signature would be over another number than was
 * requested. Large integers travel as decimal strings. Called only for what is signed: checking a whole megabyte takes long.
 */
export function assertExact(value: number | string, path: string, what: string): void {
  if (typeof value === 'number' && !Number.isSafeInteger(value))
    throw badRequest(
      `invalid payload encoding: "${shorten(path)}" of the ${what} is beyond 2^53, where JSON numbers are rounded; send it as a decimal string`,
    )
}
