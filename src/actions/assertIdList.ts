import { assertId } from '../client/assertId.js'
import { InvalidParameterError } from '../errors/config.js'

/** Refuses what is not a list of ids. It may be empty. @throws InvalidParameterError, with the index of an id. */
export function assertIdList(parameter: string, value: unknown): asserts value is string[] {
  if (!Array.isArray(value))
    throw new InvalidParameterError({
      parameter,
      value: String(value),
      message: `\`${parameter}\` is missing, or is not an array. Pass a list of ids.`,
    })
  for (const [index, id] of value.entries()) assertId(`${parameter}[${index}]`, id)
}
