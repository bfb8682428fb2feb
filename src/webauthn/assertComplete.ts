import { PasskeyCeremonyError } from '../errors/passkey.js'

/**
 * Throws unless every part of a credential is a string with content. Password managers and native modules make credentials
 * too, so each part is checked before it goes to the signer.
 */
export function assertComplete(parts: readonly unknown[]): void {
  if (parts.some((part) => typeof part !== 'string' || part === ''))
    throw new PasskeyCeremonyError({
      reason: 'failed',
      cause: new Error('The authenticator returned an incomplete credential.'),
    })
}
