import { notAllowed } from './userAnswer.js'

/** Refuses a ceremony that requires a verified user and has none. */
export function checkUserVerification(wanted: string | undefined, verified: boolean): void {
  if (wanted === 'required' && !verified) throw notAllowed('The user is not verified, which was required.')
}
