import { UnsupportedNonOptionalCapabilityError } from 'viem'
import { isObject } from '../client/guards.js'
import { readObject } from './parseParams.js'

/** Refuses capabilities that this wallet does not have, unless they are marked as optional (EIP-5792). */
export function assertOptional(capabilities: unknown): void {
  if (capabilities === undefined) return
  for (const [name, capability] of Object.entries(readObject(capabilities, 'capabilities')))
    if (capability !== undefined && (!isObject(capability) || capability.optional !== true))
      throw new UnsupportedNonOptionalCapabilityError(new Error(`This wallet does not support ${name.slice(0, 80)}.`))
}
