import { getAddress } from 'viem'
import { ethereumAccount } from '../../actions/ethereumAccount.js'
import { listWalletAccounts } from '../../actions/listWalletAccounts.js'
import { runQuery } from '../../actions/runQuery.js'
import type { SignerClient } from '../../client/createSignerClient.js'
import { hasStrings, isObject, isStrings } from '../../client/guards.js'
import { expandPublicKey } from '../../crypto/expandPublicKey.js'
import { AnswerMismatchError } from '../../errors/activity.js'
import type { Passkey } from '../../records/passkey.js'
import type { PasskeyWallet } from '../../records/passkeyWallet.js'
import type { User } from '../../wire/user.js'
import { Refusal } from '../http/Refusal.js'

/**
 * The wallet that this passkey has already, if it has one below this parent.
 * @throws Refusal where the credential id is somebody else's; what queries throw
 */
export async function findWallet(
  client: SignerClient,
  { organizationId: parentId, passkey, signal }: { organizationId: string; passkey: Passkey; signal: AbortSignal },
): Promise<PasskeyWallet | undefined> {
  const { credentialId } = passkey
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
    authenticators.some((known) => known.credentialId === credentialId && attests(passkey, known.credential.publicKey)),
  )
  // Without attestation anybody can write a registration with anybody's credential id in it. Two sub-organizations for one id
  // would lock its owner out of signing in, and its wallet is none of theirs.
  if (!owner || organizationIds.length > 1)
    throw new Refusal('passkey_taken', 'This passkey is registered already. Sign in with it.')

  const accounts = await listWalletAccounts(client, {
    organizationId,
    paginationOptions: { limit: '100' },
    signal,
  })
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

/** Whether the registration is of this very key: in it the COSE key follows the id (https://www.w3.org/TR/webauthn-3/#attested-credential-data). */
function attests({ credentialId, attestation }: Passkey, cosePublicKey: string): boolean {
  return binary(attestation.attestationObject).includes(binary(credentialId) + binary(cosePublicKey))
}

function binary(base64Url: string): string {
  return atob(base64Url.replaceAll('-', '+').replaceAll('_', '/'))
}

function isUsers(value: unknown): value is User[] {
  return Array.isArray(value) && value.every(isUser)
}

function isUser(value: unknown): boolean {
  return (
    hasStrings(value, ['userId']) &&
    Array.isArray(value.authenticators) &&
    value.authenticators.every(
      (known) =>
        hasStrings(known, ['credentialId']) &&
        isObject(known.credential) &&
        hasStrings(known.credential, ['publicKey']),
    )
  )
}
