import { takeAway } from './takeAway.js'
import { type PageTriggerParameters, type PasskeyTriggerParameters, thisRealm } from './targets.js'

/** The user dismisses the next prompt. */
export async function PasskeyCancelledError({ passkey }: PasskeyCancelledError.Parameters): Promise<void> {
  passkey.next('cancel')
}

export declare namespace PasskeyCancelledError {
  type Parameters = PasskeyTriggerParameters
}

/** No authenticator can create the passkey that the next registration asks for: `reason` is `authenticator`. */
export async function PasskeyUnsupportedError({ passkey }: PasskeyUnsupportedError.Parameters): Promise<void> {
  passkey.next('unsupported')
}

export declare namespace PasskeyUnsupportedError {
  type Parameters = PasskeyTriggerParameters
}

/**
 * The page is no longer a secure context, until it is reloaded. Applies where the browser's own ceremonies run.
 *
 * @returns a function that undoes it.
 */
export function InsecureContextError({
  page = thisRealm,
}: InsecureContextError.Parameters = {}): Promise<() => Promise<void>> {
  return takeAway(page, 'isSecureContext')
}

export declare namespace InsecureContextError {
  type Parameters = PageTriggerParameters
}

/**
 * The page has no `crypto.subtle`, until it is reloaded.
 *
 * @returns a function that undoes it.
 */
export function WebCryptoUnavailableError({
  page = thisRealm,
}: WebCryptoUnavailableError.Parameters = {}): Promise<() => Promise<void>> {
  return takeAway(page, 'crypto.subtle')
}

export declare namespace WebCryptoUnavailableError {
  type Parameters = PageTriggerParameters
}

/** At the next prompt the browser does not allow this origin to use the RP ID. */
export async function InvalidRpIdError({ passkey }: InvalidRpIdError.Parameters): Promise<void> {
  passkey.next('wrongRpId')
}

export declare namespace InvalidRpIdError {
  type Parameters = PasskeyTriggerParameters
}

/** At the next registration the authenticator already holds one of the `excludeCredentials`. */
export async function PasskeyAlreadyRegisteredError({
  passkey,
}: PasskeyAlreadyRegisteredError.Parameters): Promise<void> {
  passkey.next('alreadyRegistered')
}

export declare namespace PasskeyAlreadyRegisteredError {
  type Parameters = PasskeyTriggerParameters
}

/** At the next registration no authenticator can store a passkey and verify its user as required. */
export async function PasskeyConstraintError({ passkey }: PasskeyConstraintError.Parameters): Promise<void> {
  passkey.next('constraint')
}

export declare namespace PasskeyConstraintError {
  type Parameters = PasskeyTriggerParameters
}

/** The authenticator breaks at the next prompt. */
export async function PasskeyCeremonyError({ passkey }: PasskeyCeremonyError.Parameters): Promise<void> {
  passkey.next('broken')
}

export declare namespace PasskeyCeremonyError {
  type Parameters = PasskeyTriggerParameters
}
