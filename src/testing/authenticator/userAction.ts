/**
 * How a prompt ends:
 * - `approve`: the user approves it
 * - `cancel`: the user dismisses it
 * - `ignore`: the user leaves it open until its `timeout` or its signal ends it
 * - `timeout`: it times out, at once
 * - `noCredential`: no passkey matches
 * - `deletedCredential`: the user has deleted the passkey that would sign; a registration is approved
 * - `wrongRpId`: the origin may not use this RP ID
 * - `alreadyRegistered`: one of `excludeCredentials` is on the authenticator
 * - `unsupported`: no authenticator supports the algorithms
 * - `constraint`: no authenticator can store a discoverable passkey and verify its user
 * - `broken`: the authenticator does not work
 */
export type UserAnswer =
  | 'approve'
  | 'cancel'
  | 'ignore'
  | 'timeout'
  | 'noCredential'
  | 'deletedCredential'
  | 'wrongRpId'
  | 'alreadyRegistered'
  | 'unsupported'
  | 'constraint'
  | 'broken'

/** What the user does at one prompt. */
export type UserAction = {
  /**
   * How the prompt ends.
   * @default 'approve'
   */
  answer?: UserAnswer | undefined
  /**
   * Credential id of the passkey that the user picks, base64url without padding.
   * @default the newest one that matches
   */
  credentialId?: string | undefined
  /**
   * Whether the user verifies themselves, for example by fingerprint.
   * @default whether the authenticator supports it
   */
  userVerified?: boolean | undefined
  /**
   * Time that the user takes, in milliseconds.
   * @default 0
   */
  after?: number | undefined
}

/** The exceptions with which browsers end a prompt. Pages can rely on the name only. */
export const promptExceptions: { [answer in UserAnswer]?: { name: string; message: string } } = {
  cancel: { name: 'NotAllowedError', message: 'The user dismissed the prompt.' },
  timeout: { name: 'NotAllowedError', message: 'The prompt timed out.' },
  noCredential: { name: 'NotAllowedError', message: 'No passkey matches the request.' },
  wrongRpId: { name: 'SecurityError', message: 'The origin may not use this RP ID.' },
  alreadyRegistered: {
    name: 'InvalidStateError',
    message: 'A passkey in excludeCredentials is already on this authenticator.',
  },
  unsupported: { name: 'NotSupportedError', message: 'No authenticator supports the algorithms in pubKeyCredParams.' },
  constraint: {
    name: 'ConstraintError',
    message: 'No authenticator can store a discoverable passkey and verify its user.',
  },
  broken: { name: 'NotReadableError', message: 'The authenticator does not work.' },
}
