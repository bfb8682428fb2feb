import { InvalidParameterError } from '../errors/config.js'
import { isName } from '../records/isName.js'

/** Refuses a name of a user or a passkey that the signer or the sign-up handler would refuse, after the prompt. */
export function assertName(parameter: string, value: unknown): void {
  if (isName(value)) return
  throw new InvalidParameterError({
    parameter,
    value: '',
    message: `\`${parameter}\` is blank, longer than 255 characters, or has control characters. Let the user enter another.`,
  })
}
