import type { PolicyEffect } from '../wire/policies.js'
import type { Struct, Value } from './evaluate/values.js'

export type { PolicyEffect }

/** What a policy, or all together, came to. */
export type PolicyOutcome =
  | 'OUTCOME_ALLOW'
  | 'OUTCOME_DENY_EXPLICIT'
  | 'OUTCOME_DENY_IMPLICIT'
  | 'OUTCOME_REQUIRES_CONSENSUS'
  | 'OUTCOME_ERROR'
  | 'OUTCOME_TIME_INACTIVE'

/** The fields of a policy that hold expressions. */
export type PolicyField = 'condition' | 'consensus' | 'time'

/** A policy in the words of `create_policy`. */
export type Policy = {
  /** Id at the signer. The evaluation repeats it. */
  policyId?: string | undefined
  /** Name, unique in its organization. The evaluation repeats it. */
  policyName?: string | undefined
  /** Whether it allows or denies. */
  effect: PolicyEffect
  /**
   * Which activities it is about, as an expression.
   * @default every activity
   */
  condition?: string | undefined
  /**
   * Whose approval it needs, as an expression.
   * @default any user of the organization
   */
  consensus?: string | undefined
  /**
   * When it is active, as an expression.
   * @default always
   */
  time?: string | undefined
  /** For people. Not evaluated. */
  notes?: string | undefined
}

/** A user as `approvers` shows them. */
export type PolicyUser = {
  /** Id of the user. */
  id: string
  /**
   * Ids of the user's tags, not their names.
   * @default []
   */
  tags?: readonly string[] | undefined
  /** Email address of the user. */
  email?: string | undefined
  /** Alias of the user. */
  alias?: string | undefined
}

/** A credential as `credentials` shows it. */
export type PolicyCredential = {
  /** The signer's id of the passkey or API key. */
  id?: string | undefined
  /** Id of the user who has it. */
  userId: string
  /** Type of the credential, such as `CREDENTIAL_TYPE_WEBAUTHN_AUTHENTICATOR` or `CREDENTIAL_TYPE_API_KEY_P256`. */
  type?: string | undefined
  /** Credential id of a passkey, base64url. */
  credentialId?: string | undefined
  /** Public key of the credential, hex. */
  publicKey?: string | undefined
}

/** A request as conditions see it: the keywords that it has, by name. Create it with `toPolicyContext`. */
export type PolicyContext = {
  /** `activity`: what is asked for, by `type`, `kind`, `resource`, `action` and `params`. */
  readonly activity: Struct
  /** `wallet`: the wallet whose account signs or is exported. Absent in other requests. */
  readonly wallet?: Struct | undefined
  /** `wallets`: the wallets of a request about several. Absent in other requests. */
  readonly wallets?: readonly Value[] | undefined
  /** `wallet_account`: the account that signs or is exported. Absent in other requests. */
  readonly wallet_account?: Struct | undefined
  /** `private_key`: the private key that signs or is exported, in the place of `wallet`. Absent in other requests. */
  readonly private_key?: Struct | undefined
  /** `eth`: what is signed, as `tx`, `eip_712` or `eip_7702_authorization`. Has no fields in a request that signs none of these. */
  readonly eth?: Struct | undefined
}
