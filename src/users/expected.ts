import type { PasskeyWallet } from '../records/passkeyWallet.js'

/** A user as the app knows them: their wallets, or at least their organization. */
export type ExpectedUser =
  | readonly PasskeyWallet[]
  | {
      /** The user's sub-organization. */
      organizationId: string
      /**
       * Id of the user.
       * @default any user of the organization
       */
      userId?: string | undefined
      /**
       * Credential id of the passkey, base64url without padding.
       * @default any passkey of the user
       */
      credentialId?: string | undefined
      /**
       * Public key of the passkey: COSE, base64url without padding.
       * @default any public key
       */
      passkeyPublicKey?: string | undefined
    }

/** What an app may know about a passkey besides its credential id. */
export type KnownPasskey = Pick<PasskeyWallet, 'authenticatorId' | 'passkeyPublicKey'>

/** One combination that is expected. Fields left out may have any value. */
export type ExpectedEntry = KnownPasskey & {
  organizationId: string
  userId?: string
  credentialId?: string
  wallet?: PasskeyWallet
}
