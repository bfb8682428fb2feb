import { type PageTriggerParameters, type PasskeyTriggerParameters, thisRealm } from './targets.js'

/** The user dismisses the next prompt. */
export async function PasskeyCancelledError({ passkey }: PasskeyTriggerParameters): Promise<void> {
  passkey.next('cancel')
}

/** No authenticator can create the passkey that the next registration asks for: `reason` is `authenticator`. */
export async function PasskeyUnsupportedError({ passkey }: PasskeyTriggerParameters): Promise<void> {
  passkey.next('unsupported')
}

/** The page is no longer a secure context, until it is reloaded. Applies where the browser's own ceremonies run. */
export async function InsecureContextError({ page = thisRealm }: PageTriggerParameters = {}): Promise<void> {
  await page.evaluate(() => {
    Object.defineProperty(globalThis, 'isSecureContext', { configurable: true, value: false })
  })
}

/** At the next prompt the browser does not allow this origin to use the RP ID. */
export async function InvalidRpIdError({ passkey }: PasskeyTriggerParameters): Promise<void> {
  passkey.next('wrongRpId')
}

/** At the next registration the authenticator already holds one of the `excludeCredentials`. */
export async function PasskeyAlreadyRegisteredError({ passkey }: PasskeyTriggerParameters): Promise<void> {
  passkey.next('alreadyRegistered')
}

/** At the next registration no authenticator can store a passkey and verify its user as required. */
export async function PasskeyConstraintError({ passkey }: PasskeyTriggerParameters): Promise<void> {
  passkey.next('constraint')
}

/** The authenticator breaks at the next prompt. */
export async function PasskeyCeremonyError({ passkey }: PasskeyTriggerParameters): Promise<void> {
  passkey.next('broken')
}
