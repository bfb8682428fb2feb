import type { Hex, LocalAccount } from 'viem'
import type { SignerClient } from '../client/createSignerClient.js'
import type { PendingSignature } from '../records/pendingSignature.js'
import type { Stamper } from '../wire/stamp.js'

/**
 * A viem account whose every signature is approved with a passkey, and what is needed to ask for one. Fits wherever viem takes a
 * `LocalAccount`.
 */
export type PasskeyAccount = LocalAccount<'passkey'> & {
  sign: NonNullable<LocalAccount['sign']>
  signAuthorization: NonNullable<LocalAccount['signAuthorization']>
  /** SEC1 uncompressed (65 bytes). `undefined` at run time until the first verified signature, unless it was given. */
  publicKey: Hex
  /** Not `client`: by that name viem tells a smart account from this one. */
  signerClient: SignerClient
  organizationId: string
  /** What the signer is asked to sign with: the checksummed address, unless something else was given. */
  signWith: string
  /** In the place of the client's. */
  stamper: Stamper | undefined
  signal: AbortSignal | undefined
  /** Called with each signature that waits for approval, before the method throws. */
  onPending: ((pending: PendingSignature) => void) | undefined
}
