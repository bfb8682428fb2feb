import { browserCeremony } from '../webauthn/ceremonies.js'
import { enqueueCeremony } from '../webauthn/enqueueCeremony.js'

/** How long a browser may take, in milliseconds. It needs a few. */
const timeout = 1_000

/** The Signal API of WebAuthn: https://www.w3.org/TR/webauthn-3/#sctn-signal-methods. TypeScript does not have it yet. */
type Signals = {
  signalUnknownCredential: ((options: { rpId: string; credentialId: string }) => Promise<void>) | undefined
  signalAllAcceptedCredentials:
    | ((options: { rpId: string; userId: string; allAcceptedCredentialIds: string[] }) => Promise<void>)
    | undefined
  signalCurrentUserDetails:
    | ((options: { rpId: string; userId: string; name: string; displayName: string }) => Promise<void>)
    | undefined
}

/** Returns the browser's signals, those that it has. */
export function findSignals(): Signals {
  const browser: (object & Partial<Signals>) | undefined = globalThis.PublicKeyCredential
  return {
    signalUnknownCredential: browser?.signalUnknownCredential?.bind(browser),
    signalAllAcceptedCredentials: browser?.signalAllAcceptedCredentials?.bind(browser),
    signalCurrentUserDetails: browser?.signalCurrentUserDetails?.bind(browser),
  }
}

/**
 * Sends a signal, in the queue of the ceremonies: the browser refuses one while a prompt is open or autofill is armed, so it
 * waits for the one, and the other gives way.
 *
 * @returns Whether the browser took it. A refusal is not thrown: the passkeys work or do not, whatever the browser shows.
 */
export async function sendSignal(send: (() => Promise<void>) | undefined): Promise<boolean> {
  if (!send) return false
  return enqueueCeremony(browserCeremony, send, timeout).then(
    () => true,
    () => false,
  )
}
