import { type PageTarget, type PasskeyTarget, thisRealm } from './targets.js'

/** The user dismisses the next prompt. */
export async function PasskeyCancelledError({ passkey }: { passkey: PasskeyTarget }): Promise<void> {
  passkey.next('cancel')
}

/** No authenticator makes the passkey that the next registration asks for: `reason` is `authenticator`. */
export async function PasskeyUnsupportedError({ passkey }: { passkey: PasskeyTarget }): Promise<void> {
  passkey.next('unsupported')
}

/** From now on the page, or this realm, is no secure context. It counts where the browser's own ceremonies run; a reload ends it. */
export async function InsecureContextError({ page = thisRealm }: { page?: PageTarget } = {}): Promise<void> {
  await page.evaluate(() => {
    Object.defineProperty(globalThis, 'isSecureContext', { configurable: true, value: false })
  })
}

/** The browser says at the next prompt that this origin may not use the RP ID. */
export async function InvalidRpIdError({ passkey }: { passkey: PasskeyTarget }): Promise<void> {
  passkey.next('wrongRpId')
}

/** The next registration meets a passkey of its `excludeCredentials`. */
export async function PasskeyAlreadyRegisteredError({ passkey }: { passkey: PasskeyTarget }): Promise<void> {
  passkey.next('alreadyRegistered')
}

/** At the next registration no authenticator can keep a passkey and verify its user as required. */
export async function PasskeyConstraintError({ passkey }: { passkey: PasskeyTarget }): Promise<void> {
  passkey.next('constraint')
}

/** The authenticator breaks down at the next prompt. */
export async function PasskeyCeremonyError({ passkey }: { passkey: PasskeyTarget }): Promise<void> {
  passkey.next('broken')
}
