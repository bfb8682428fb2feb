import type { Passkey } from './passkey.js'
import type { PasskeyWallet } from './passkeyWallet.js'

/** The body that `signUp` posts to the app's sign-up handler, as JSON. Not part of the signer's API. */
export type SignUpRequest = {
  /** The user's new passkey. */
  passkey: Passkey
  /** Name of the root user in the signer. */
  userName: string
  /** Name of the passkey in lists of the user's passkeys. */
  authenticatorName?: string | undefined
}

/** The sign-up handler's response, as JSON. */
export type SignUpResponse = {
  /** The user's new wallet. */
  wallet: PasskeyWallet
}
