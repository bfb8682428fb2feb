import { PasskeyCeremonyError } from '../errors/passkey.js'

/** Password managers and native modules make credentials too: nothing is taken for granted that goes to the signer. */
export function assertComplete(parts: readonly unknown[]): void {
  if (parts.some((part) => typeof part !== 'string' || part === ''))
    throw new PasskeyCeremonyError({ cause: new Error('The authenticator returned an incomplete credential.') })
}
