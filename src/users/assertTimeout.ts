import { InvalidParameterError } from '../errors/config.js'

/** Refuses a time limit that is not above 0 milliseconds. */
export function assertTimeout(timeout: number | undefined = 1): void {
  if (!(timeout > 0))
    throw new InvalidParameterError({
      parameter: 'timeout',
      value: String(timeout),
      message: '`timeout` is not a number above 0. Pass milliseconds.',
    })
}
