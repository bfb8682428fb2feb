import { InvalidParameterError } from '../errors/config.js'
import { assertIdList } from './assertIdList.js'

/** Like {@link assertIdList}, for lists that the signer refuses if they are empty. @throws InvalidParameterError */
export function assertFilledIdList(parameter: string, value: unknown): void {
  assertIdList(parameter, value)
  if (value.length === 0)
    throw new InvalidParameterError({
      parameter,
      value: '',
      message: `\`${parameter}\` is empty. Pass at least one id.`,
    })
}
