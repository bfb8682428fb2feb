import { createNotAllowedError } from './createDomException.js'

/** Refuses a ceremony that requires user verification if the user is not verified. */
export function checkUserVerification(requirement: string | undefined, isVerified: boolean): void {
  if (requirement === 'required' && !isVerified)
    throw createNotAllowedError('User verification is required, and the user is not verified.')
}
