import type { Hex, LocalAccount } from 'viem'
import type { SignerClient } from '../client/createSignerClient.js'
import type { PendingSignature } from '../records/pendingSignature.js'
import type { StepUp } from '../records/stepUp.js'
import type { Stamper } from '../wire/stamp.js'

/**
 * A viem account that signs with a passkey, or with a session. Works wherever viem takes a `LocalAccount`. Plain data and
 * functions: it can be frozen, copied and kept in any state store.
 */
export type PasskeyAccount = LocalAccount<'passkey'> & {
  /** Signs a hash. */
  sign: NonNullable<LocalAccount['sign']>
  /** Signs an EIP-7702 authorization. */
  signAuthorization: NonNullable<LocalAccount['signAuthorization']>
  /**
   * Uncompressed SEC1 public key (65 bytes), hex with 0x. Unless `createPasskeyAccount` was given it, it is `undefined` at
   * run time until one of the account's own methods has signed. `signMany` and `waitForSignature` do not set it, and a copy
   * of the account keeps the value it had when it was copied.
   */
  publicKey: Hex
  // Not `client`: viem takes an account with that property for a smart account.
  /** The client that sends the account's requests. */
  signerClient: SignerClient
  /** The user's sub-organization. */
  organizationId: string
  /** What the signer signs with: an EIP-55 checksummed address or the id of a private key. */
  signWith: string
  /** Stamps the account's requests. `undefined`: the client's stamper does. */
  stamper: Stamper | undefined
  /** The passkey beside a session, for what the signer does not let a session sign alone. */
  stepUp: StepUp | undefined
  /** Aborts the prompt, the request and the polling of every signature. */
  signal: AbortSignal | undefined
  /** Called with each signature that waits for approval, before the method throws. */
  onPending: ((pending: PendingSignature) => void) | undefined
}
