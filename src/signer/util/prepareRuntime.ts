import { SignerRuntimeError } from '../errors.js'
import { loadSecp256k1 } from '../keys/secp256k1.js'
import { checkRuntime } from './checkRuntime.js'

/** Loads what needs WebAssembly. @throws SignerRuntimeError if the runtime lacks anything that the signer needs. */
export async function prepareRuntime(): Promise<void> {
  const problem = checkRuntime()
  if (problem !== undefined) throw new SignerRuntimeError(problem)
  await loadSecp256k1()
}
