/**
 * A signature that waits for approval. Plain JSON without stamps or secrets: store it, and pass it to
 * `waitForSignature` later, in this process or another.
 */
export type PendingSignature = {
  /** The organization in which the activity runs. */
  organizationId: string
  /** Id of the activity. */
  activityId: string
  /** What approvers approve: `sha256:` and the SHA-256 of `body`, in lowercase hex. */
  fingerprint: string
  /** The exact body that was stamped. It says what is signed. */
  body: string
  /** Whether it waits for another authenticator of the same user, and not for other users. */
  needsAuthenticator?: true
  /** What each signature is for, in the order of the request, where `body` alone does not tell. */
  items?: PendingItem[]
}

/** What one signature is for. */
export type PendingItem =
  | {
      /** A bare hash, or a value that has no exact form besides its hash. It is returned as hex. */
      type: 'signature'
    }
  | {
      /** A message, whose signature is returned as hex. */
      type: 'message'
      /** The bytes that are hashed: the message with its EIP-191 prefix, hex with 0x. */
      prefixed: `0x${string}`
    }
  | {
      /** EIP-712 typed data, whose signature is returned as hex. */
      type: 'typedData'
      /** JSON with `domain`, `message`, `primaryType` and `types`. */
      typedData: string
    }
  | {
      /** An EIP-7702 authorization, which is returned as a `SignedAuthorization`. */
      type: 'authorization'
      /** The contract whose code the account takes on. */
      address: `0x${string}`
      /** The chain on which the authorization is valid. 0: every chain. */
      chainId: number
      /** The account's nonce at which the authorization is valid. */
      nonce: number
    }
  | {
      /** A transaction, which is returned signed and serialized. */
      type: 'transaction'
      /** The unsigned serialized transaction, with its sidecars if it has any, hex with 0x. */
      unsigned: `0x${string}`
    }
