import type { ActionParameters } from '../actions/types.js'
import type { SignerClient } from '../client/createSignerClient.js'
import type { query } from '../client/query.js'
import { readUser } from './readUser.js'

/** One of a user's passkeys, as the signer knows it. */
export type RegisteredPasskey = {
  /** Base64url without padding. */
  credentialId: string
  /** The signer's own id for it. */
  authenticatorId: string
  name: string
  /** Milliseconds since the epoch. */
  createdAt: number
}

/**
 * The passkeys of a user. One query, so one prompt with a passkey and none with a session.
 *
 * @param parameters.organizationId - The user's sub-organization, and `userId`: both are in the `PasskeyWallet` and in the session.
 *
 * @throws What {@link query} throws.
 *
 * @example
 * const passkeys = await listPasskeys(client, { ...wallet, stamper: session })
 */
export async function listPasskeys(
  client: SignerClient,
  { organizationId, userId, stamper, signal }: listPasskeys.Parameters,
): Promise<listPasskeys.ReturnType> {
  const { authenticators } = await readUser(client, { organizationId, userId, stamper, signal })
  return authenticators.map(({ credentialId, authenticatorId, authenticatorName, createdAt }) => ({
    credentialId,
    authenticatorId,
    name: authenticatorName,
    createdAt: Number(createdAt.seconds) * 1000,
  }))
}

export declare namespace listPasskeys {
  type Parameters = ActionParameters & { userId: string }
  type ReturnType = RegisteredPasskey[]
  type ErrorType = query.ErrorType
}
