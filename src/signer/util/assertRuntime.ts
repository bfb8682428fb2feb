import { SignerRuntimeError } from '../errors.js'
import { checkRuntime } from './checkRuntime.js'

/** @throws SignerRuntimeError if the runtime lacks anything that the signer needs. */
export function assertRuntime(): void {
  const problem = checkRuntime()
  if (problem !== undefined) throw new SignerRuntimeError(problem)
}
