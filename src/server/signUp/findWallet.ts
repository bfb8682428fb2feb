import { getAddress } from 'viem'
import { ethereumAccount } from '../../actions/ethereumAccount.js'
import { listWalletAccounts } from '../../actions/listWalletAccounts.js'
import { runQuery } from '../../actions/runQuery.js'
import type { SignerClient } from '../../client/createSignerClient.js'
import { hasStrings, isObject, isStrings } from '../../client/guards.js'
import { expandPublicKey } from '../../crypto/expandPublicKey.js'
import { readPasskeyPublicKey } from '../../crypto/readPasskeyPublicKey.js'
import { AnswerMismatchError } from '../../errors/activity.js'
import type { Passkey } from '../../records/passkey.js'
import type { PasskeyWallet } from '../../records/passkeyWallet.js'
import type { User } from '../../wire/user.js'
import { HandlerError } from '../http/HandlerError.js'

/**
 * Finds the wallet of a passkey in the sub-organizations of `organizationId`; `undefined` if it has none yet.
 *
 * @throws HandlerError if the credential id belongs to another passkey, and what queries throw
 */
export async function findWallet(
  client: SignerClient,
  { organizationId: parentId, passkey, signal }: { organizationId: string; passkey: Passkey; signal: AbortSignal },
): Promise<PasskeyWallet | undefined> {
  const { credentialId, attestation } = passkey
  const passkeyPublicKey = readPasskeyPublicKey(attestation)
  const organizationIds = await runQuery(client, {
    name: 'list_suborgs',
    parameters: { organizationId: parentId, filterType: 'CREDENTIAL_ID', filterValue: credentialId, signal },
    parse: ({ organizationIds }) => (isStrings(organizationIds) ? organizationIds : undefined),
  })
  const [organizationId] = organizationIds
  if (organizationId === undefined) return undefined

  const users = await runQuery(client, {
    name: 'list_users',
    parameters: { organizationId, signal },
    parse: ({ users }) => (isUsers(users) ? users : undefined),
  })
  const owner = users.find(({ authenticators }) =>
    authenticators.some((one) => one.credentialId === credentialId && one.credential.publicKey === passkeyPublicKey),
  )
  // Anyone can send a registration with a credential id that is not theirs. They must not get the owner's wallet, and a
  // second sub-organization with the same id would lock the owner out of signing in.
  if (!owner || organizationIds.length > 1)
    throw new HandlerError('passkey_taken', 'This passkey is already registered. Sign in with it.')

  const accounts = await listWalletAccounts(client, {
    organizationId,
    paginationOptions: { limit: '100' },
    signal,
  })
  // The oldest, if there are several.
  const [account] = accounts
    .filter(
      ({ path, addressFormat }) => path === ethereumAccount.path && addressFormat === ethereumAccount.addressFormat,
    )
    .sort((a, b) => Number(a.createdAt.seconds) - Number(b.createdAt.seconds))
  const publicKey = account && expandPublicKey(account.publicKey, account.address)
  if (!publicKey)
    throw new AnswerMismatchError({
      field: 'accounts',
      expected: `an account at ${ethereumAccount.path} with its public key`,
      received: account?.publicKey ?? 'nothing',
    })
  const { walletId, address } = account
  return { organizationId, userId: owner.userId, walletId, address: getAddress(address), publicKey, credentialId }
}

function isUsers(value: unknown): value is User[] {
  return Array.isArray(value) && value.every(isUser)
}

function isUser(value: unknown): boolean {
  return (
    hasStrings(value, ['userId']) &&
    Array.isArray(value.authenticators) &&
    value.authenticators.every(
      (one) =>
        hasStrings(one, ['credentialId']) && isObject(one.credential) && hasStrings(one.credential, ['publicKey']),
    )
  )
}
