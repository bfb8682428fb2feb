import { SignerOptionError } from '../errors.js'
import { WireError } from '../protocol/WireError.js'
import type { Faults } from './createFaults.js'
import type { Fault } from './readFault.js'

/** Plans a fault. @throws SignerOptionError if it is malformed, or if the signer accepts none. */
export function addFault(faults: Faults | undefined, fault: Fault): void {
  if (faults === undefined)
    throw new SignerOptionError(
      'faults',
      'This signer does not accept faults. Create it with `faults: true`, or start it with --faults.',
    )
  try {
    faults.add([fault])
  } catch (error) {
    throw error instanceof WireError ? new SignerOptionError('fault', error.message, error) : error
  }
}
