import type { Passkey } from './passkey.js'
import type { PasskeyWallet } from './passkeyWallet.js'

/** What a page posts, as JSON, to the app's own sign-up handler. Not part of the signer's API. */
export type SignUpRequest = {
  passkey: Passkey
  /** The root user's name in the signer. */
  userName: string
  /** How the passkey is called in lists of the user's passkeys. */
  authenticatorName?: string | undefined
}

/** The handler's answer. */
export type SignUpResponse = { wallet: PasskeyWallet }
