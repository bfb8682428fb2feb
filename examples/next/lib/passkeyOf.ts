import { type PasskeyWallet, webAuthnStamper } from 'viem-passkey-account'

/** Prompts for the wallet's own passkey, also during a session. */
export function passkeyOf({ credentialId }: PasskeyWallet, rpId: string) {
  return webAuthnStamper({ rpId, allowCredentials: [{ type: 'public-key', id: credentialId }] })
}
