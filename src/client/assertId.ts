import { InvalidParameterError } from '../errors/config.js'

/** Refuses an id that is missing or not a string. Its format is up to the signer. @throws InvalidParameterError */
export function assertId(parameter: string, value: unknown): void {
  if (!value || typeof value !== 'string')
    throw new InvalidParameterError({
      parameter,
      value: String(value),
      message: `\`${parameter}\` is missing or not a string. Pass an id.`,
    })
}
