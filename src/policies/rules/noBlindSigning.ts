import type { InvalidParameterError } from '../../errors/config.js'
import type { PolicyEffect } from '../types.js'
import { consensusOf } from './consensusOf.js'

/** A rule, in the words of `create_policy`: send it, or paste its texts into the dashboard. */
export type PolicyRule = {
  /** Name, unique in its organization. */
  policyName: string
  /** Whether it allows or denies. */
  effect: PolicyEffect
  /** Which activities it is about. */
  condition: string
  /** Whose approval it needs. Absent if that of any user is enough. */
  consensus?: string
  /** What it does, for people. */
  notes: string
}

/**
 * Denies raw payloads that nobody can read, whatever their hash function: they can be a transaction or its hash, and no policy sees that. Also
 * denies texts that are signed as a digest, which can be a hash that someone chose.
 *
 * Messages of bytes and `signMany` send such payloads, so they are denied, too. Messages of text are denied with `texts` only. Typed data
 * and authorizations never are.
 *
 * @example
 * ```ts
 * import { noBlindSigning } from 'viem-passkey-account/policies'
 *
 * const [rule] = noBlindSigning({ userId: 'backend' })
 * ```
 */
export function noBlindSigning({
  userId,
  name,
  texts = false,
}: noBlindSigning.Parameters = {}): noBlindSigning.ReturnType {
  const limited = texts ? 'No blind signing or messages' : 'No blind signing'
  const condition = [
    "activity.kind in ['SIGN_RAW_PAYLOAD', 'SIGN_RAW_PAYLOADS']",
    texts
      ? "activity.params.encoding in ['PAYLOAD_ENCODING_HEXADECIMAL', 'PAYLOAD_ENCODING_TEXT_UTF8']"
      : "(activity.params.encoding == 'PAYLOAD_ENCODING_HEXADECIMAL' || (activity.params.encoding == 'PAYLOAD_ENCODING_TEXT_UTF8' && activity.params.hash_function != 'HASH_FUNCTION_KECCAK256'))",
  ].join(' && ')
  return [
    {
      policyName: name ?? (userId === undefined ? limited : `${limited} by ${userId}`),
      effect: 'EFFECT_DENY',
      condition,
      ...consensusOf(userId),
      notes: texts
        ? 'Raw bytes, digests and texts can be a transaction, and no policy reads them. Messages and signMany are denied with them.'
        : 'Raw bytes and digests can be a transaction, and no policy reads them. Messages of bytes and signMany are denied with them.',
    },
  ]
}

export declare namespace noBlindSigning {
  type Parameters = {
    /**
     * Id of the user whom it limits.
     * @default every user who is not the root quorum
     */
    userId?: string | undefined
    /**
     * Name of the policy, unique in its organization.
     * @default 'No blind signing' or, with `texts`, 'No blind signing or messages'; with the user's id if there is one
     */
    name?: string | undefined
    /**
     * Whether messages of text are denied, too. A text can be the bytes of a legacy transaction without a chain id, which some chains
     * and nodes accept. {@link contractOnly} and {@link spendingLimit} deny them.
     * @default false
     */
    texts?: boolean | undefined
  }
  type ReturnType = [deny: PolicyRule]
  type ErrorType = InvalidParameterError
}
