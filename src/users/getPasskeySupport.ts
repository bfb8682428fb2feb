import { assertSupported } from '../webauthn/ceremonies.js'
import { readCapabilities } from '../webauthn/readCapabilities.js'
import { findSignals } from './sendSignal.js'
import { loadUsedPasskeys } from './usedPasskeys.js'

/**
 * Tells what a page needs to know before the first click: what the browser can do with passkeys, and whether a wallet was used
 * in it before, so that "Sign in" or "Create a wallet" comes first. Prompts nothing, sends nothing and never rejects.
 *
 * Asks `PublicKeyCredential.getClientCapabilities`. Older browsers tell less: `undefined` is what they do not tell.
 *
 * @example
 * ```ts
 * import { getPasskeySupport } from 'viem-passkey-account'
 *
 * const { available, usedBefore } = await getPasskeySupport()
 * const first = !available ? 'Open this page in another browser' : usedBefore ? 'Sign in' : 'Create a wallet'
 * ```
 */
export async function getPasskeySupport(): Promise<getPasskeySupport.ReturnType> {
  const { conditionalGet, hybridTransport, platformAuthenticator } = await readCapabilities()
  const available = isAvailable()
  const signals = findSignals()
  return {
    available,
    platformAuthenticator,
    conditionalGet: available && conditionalGet === true,
    hybrid: hybridTransport,
    signals: {
      unknownCredential: signals.signalUnknownCredential !== undefined,
      allAcceptedCredentials: signals.signalAllAcceptedCredentials !== undefined,
      currentUserDetails: signals.signalCurrentUserDetails !== undefined,
    },
    usedBefore: loadUsedPasskeys().length > 0,
  }
}

export declare namespace getPasskeySupport {
  type ReturnType = {
    /** Whether this page can ask for passkeys: WebAuthn, a secure context, and a frame that may. */
    available: boolean
    /** Whether this device can hold passkeys and verify its user. `undefined` if the browser does not tell. */
    platformAuthenticator: boolean | undefined
    /** Whether {@link startAutofill} works here: passkeys in the autofill of a text field. */
    conditionalGet: boolean
    /** Whether a phone's passkey can be used, by QR code. `undefined` if the browser does not tell. */
    hybrid: boolean | undefined
    /** Which signals the browser takes: https://www.w3.org/TR/webauthn-3/#sctn-signal-methods. */
    signals: {
      /** Whether {@link discardPasskey}, {@link forgetPasskey} and {@link removePasskey} can make it stop offering a passkey. */
      unknownCredential: boolean
      /** Whether {@link listPasskeys} can tell it which passkeys a user has. */
      allAcceptedCredentials: boolean
      /** Whether {@link listPasskeys} can tell it the user's name. */
      currentUserDetails: boolean
    }
    /**
     * Whether somebody has signed up or in here before, as localStorage remembers. Signing out does not change that,
     * {@link forgetPasskey} does.
     */
    usedBefore: boolean
  }
  type ErrorType = never
}

function isAvailable(): boolean {
  try {
    assertSupported('get')
    return true
  } catch {
    return false
  }
}
