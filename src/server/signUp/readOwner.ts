import { runQuery } from '../../actions/runQuery.js'
import type { SignerClient } from '../../client/createSignerClient.js'
import { hasStrings } from '../../client/guards.js'
import { readPasskeyPublicKey } from '../../crypto/readPasskeyPublicKey.js'
import type { Passkey } from '../../records/passkey.js'
import type { User } from '../../wire/user.js'

/** The one user of a sub-organization, and its passkey. */
export type Owner = { userId: string; credentialId: string; authenticatorId: string; passkeyPublicKey: string }

/**
 * Reads who owns a sub-organization. Returns `undefined` unless it is the passkey alone: one user, exactly this passkey,
 * and no other credential. Anyone with a sub-organization can register another user's passkey there, next to their own.
 */
export async function readOwner(
  client: SignerClient,
  { organizationId, passkey, signal }: { organizationId: string; passkey: Passkey; signal: AbortSignal },
): Promise<Owner | undefined> {
  const [user, ...otherUsers] = await runQuery(client, {
    name: 'list_users',
    parameters: { organizationId, signal },
    parse: ({ users }) => (isUsers(users) ? users : undefined),
  })
  const { credentialId, attestation } = passkey
  const passkeyPublicKey = readPasskeyPublicKey(attestation)
  const [authenticator, ...others] = user?.authenticators ?? []
  if (
    !user ||
    !authenticator ||
    !passkeyPublicKey ||
    [...otherUsers, ...others, ...(user.apiKeys ?? []), ...(user.oauthProviders ?? [])].length > 0 ||
    authenticator.credentialId !== credentialId ||
    authenticator.credential.publicKey !== passkeyPublicKey
  )
    return undefined
  return { userId: user.userId, credentialId, authenticatorId: authenticator.authenticatorId, passkeyPublicKey }
}

type Users = (Pick<User, 'userId' | 'authenticators'> & { apiKeys?: unknown[]; oauthProviders?: unknown[] })[]

function isUsers(value: unknown): value is Users {
  return Array.isArray(value) && value.every(isUser)
}

function isUser(value: unknown): boolean {
  return (
    hasStrings(value, ['userId']) &&
    Array.isArray(value.authenticators) &&
    value.authenticators.every(
      (one) => hasStrings(one, ['authenticatorId', 'credentialId']) && hasStrings(one.credential, ['publicKey']),
    ) &&
    [value.apiKeys, value.oauthProviders].every((list) => list === undefined || Array.isArray(list))
  )
}
