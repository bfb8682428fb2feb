/**
 * A signature that waits for approval: plain JSON that may be stored and taken up elsewhere, days later. No stamp and no secret is in it.
 */
export type PendingSignature = {
  organizationId: string
  activityId: string
  /** What approvers approve: `sha256:` and the lowercase hex SHA-256 of `body`. */
  fingerprint: string
  /** The exact body that was stamped: what is asked for. */
  body: string
  /** What each signature belongs to, in the order of the request, where `body` alone does not tell. */
  items?: PendingItem[]
}

export type PendingItem =
  | { type: 'signature' }
  /** EIP-7702; `chainId` and `nonce` as viem has them. */
  | { type: 'authorization'; address: `0x${string}`; chainId: number; nonce: number }
  /** The unsigned serialisation, with sidecars where there are any, hex with 0x. */
  | { type: 'transaction'; unsigned: `0x${string}` }
