import { assertId } from '../client/assertId.js'

/**
 * Refuses an id that is there and malformed. Only `undefined` leaves it out, and not an empty string: an empty filter would list
 * everything, and an empty session profile would limit nothing.
 *
 * @throws InvalidParameterError
 */
export function assertOptionalId(parameter: string, value: unknown): void {
  if (value !== undefined) assertId(parameter, value)
}
