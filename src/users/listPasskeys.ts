import type { ActionParameters } from '../actions/types.js'
import type { SignerClient } from '../client/createSignerClient.js'
import type { query } from '../client/query.js'
import type { AnswerMismatchError } from '../errors/activity.js'
import { getUser } from './getUser.js'

/** A passkey that is registered for a user. */
export type RegisteredPasskey = {
  /** Credential id, base64url without padding. */
  credentialId: string
  /** The signer's id for the passkey. */
  authenticatorId: string
  /** Name of the passkey. */
  name: string
  /** When the passkey was registered, in milliseconds since the Unix epoch. */
  createdAt: number
}

/**
 * Lists the passkeys of a user with one query. A passkey prompts once; sessions do not prompt.
 *
 * Nothing proves the list: do not remove a passkey by an id that only the list names.
 *
 * @throws AnswerMismatchError if the answer is another user, and what {@link query} throws.
 *
 * @example
 * ```ts
 * import { createSignerClient, listPasskeys, webAuthnStamper } from 'viem-passkey-account'
 *
 * const client = createSignerClient({ stamper: webAuthnStamper({ rpId: 'example.com' }) })
 * const passkeys = await listPasskeys(client, { organizationId: '<organization id>', userId: '<user id>' })
 * ```
 */
export async function listPasskeys(
  client: SignerClient,
  { organizationId, userId, stamper, signal }: listPasskeys.Parameters,
): Promise<listPasskeys.ReturnType> {
  const { authenticators } = await getUser(client, { organizationId, userId, stamper, signal })
  return authenticators.map(({ credentialId, authenticatorId, authenticatorName, createdAt }) => ({
    credentialId,
    authenticatorId,
    name: authenticatorName,
    createdAt: Number(createdAt.seconds) * 1000,
  }))
}

export declare namespace listPasskeys {
  type Parameters = ActionParameters & {
    /** Id of the user. */
    userId: string
  }
  type ReturnType = RegisteredPasskey[]
  type ErrorType = AnswerMismatchError | query.ErrorType
}
