import type { ActionParameters } from '../actions/types.js'
import type { PasskeyAccount } from './types.js'

/** Who asks the signer for a signature, and with which key: the same for everything that an account signs. */
export function toAsker({
  organizationId,
  signWith,
  stamper,
  signal,
}: PasskeyAccount): ActionParameters & { signWith: string } {
  return { organizationId, signWith, stamper, signal }
}
