import type { Timestamp } from './timestamp.js'
import type { User } from './user.js'

/** The state of an activity. Only `COMPLETED`, `FAILED` and `REJECTED` are final. */
export type ActivityStatus =
  | 'ACTIVITY_STATUS_CREATED'
  | 'ACTIVITY_STATUS_PENDING'
  | 'ACTIVITY_STATUS_COMPLETED'
  | 'ACTIVITY_STATUS_FAILED'
  | 'ACTIVITY_STATUS_CONSENSUS_NEEDED'
  | 'ACTIVITY_STATUS_REJECTED'
  | 'ACTIVITY_STATUS_AUTHENTICATORS_NEEDED'

/** An error of the signer: the body of a refused request, or the `failure` of an activity. */
export type RpcStatus = {
  /** gRPC status code, such as 7 (`PERMISSION_DENIED`). */
  code: number
  /** The signer's message, in English. */
  message: string
  /** Structured details. */
  details: ({
    /** The type of this entry, such as `type.googleapis.com/google.rpc.BadRequest`. */
    '@type'?: string
  } & Record<string, unknown>)[]
  /** Turnkey's own error code, such as `CREDENTIAL_NOT_FOUND`. New codes may appear. */
  turnkeyErrorCode?: string
}

/** A user's vote on an activity. */
export type Vote = {
  /** Id of the vote. */
  id: string
  /** Id of the user who voted. */
  userId: string
  /** The user who voted. */
  user: User
  /** Id of the activity that was voted on. */
  activityId: string
  /** Whether the user approved or rejected the activity. */
  selection: 'VOTE_SELECTION_APPROVED' | 'VOTE_SELECTION_REJECTED'
  /** The request body that the user stamped. */
  message: string
  /** Public key of the credential that stamped `message`, hex without 0x. */
  publicKey: string
  /** The stamp's signature over `message`. */
  signature: string
  /** The stamp's signature scheme. */
  scheme: string
  /** When the vote was cast. */
  createdAt: Timestamp
}

/** A request that changes something or signs something, and its state in the signer. */
export type Activity = {
  /** Id of the activity. */
  id: string
  /** The organization in which the activity runs. */
  organizationId: string
  /** The state of the activity. */
  status: ActivityStatus
  /** The type of the activity, such as `ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2`. */
  type: string
  /** What was requested, under one key that follows from the type: `signRawPayloadIntentV2`. */
  intent: Record<string, unknown> | null
  /** The outcome once completed, under one key that follows from the type: `signRawPayloadResult`. */
  result: Record<string, unknown> | null
  /** The votes cast so far. */
  votes: Vote[]
  /** Proofs from the signer's enclave. Passed through unread. */
  appProofs?: unknown[]
  /** `sha256:` and the SHA-256 of the request body, in lowercase hex. Votes refer to it. */
  fingerprint: string
  /** Whether the requester may approve the activity. */
  canApprove: boolean
  /** Whether the requester may reject the activity. */
  canReject: boolean
  /** When the activity was submitted. */
  createdAt: Timestamp
  /** When the activity last changed. */
  updatedAt: Timestamp
  /** Why the activity failed. */
  failure?: RpcStatus | null
}

/** The response to every submit, and to `get_activity`. */
export type ActivityResponse = {
  /** The activity in its current state. */
  activity: Activity
}

/** The body of every submit. */
export type ActivityRequest<parameters = unknown> = {
  /** The type of the activity, such as `ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2`. */
  type: string
  /** Milliseconds since the Unix epoch, decimal. Must be less than an hour old and at most five minutes ahead. */
  timestampMs: string
  /** The organization in which the activity runs. */
  organizationId: string
  /** The parameters of this type of activity. */
  parameters: parameters
  /** Whether the signer's enclave adds proofs to the activity. */
  generateAppProofs?: boolean | undefined
}
