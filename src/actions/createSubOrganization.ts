import { getAddress } from 'viem'
import type { SignerClient } from '../client/createSignerClient.js'
import { hasStrings, isStrings } from '../client/guards.js'
import { readResult } from '../client/readResult.js'
import type { submit } from '../client/submit.js'
import { expandPublicKey } from '../crypto/expandPublicKey.js'
import { AnswerMismatchError } from '../errors/activity.js'
import type { Passkey } from '../records/passkey.js'
import type { PasskeyWallet } from '../records/passkeyWallet.js'
import type { CreateSubOrganizationIntentV8 } from '../wire/intents.js'
import type { CreateSubOrganizationResultV8 } from '../wire/results.js'
import { isWalletResult } from './createWallet.js'
import { ethereumAccount } from './ethereumAccount.js'
import { listWalletAccounts } from './listWalletAccounts.js'
import { runActivity } from './runActivity.js'
import type { ActionParameters } from './types.js'

/**
 * Creates a sub-organization for a passkey, with one root user and one Ethereum wallet. From then on only that passkey
 * decides what the wallet's key signs: the parent, whose API key stamps this, can read the sub-organization but not act
 * in it.
 *
 * Sends one activity, and one query for the public key.
 *
 * @throws What {@link submit} and {@link listWalletAccounts} throw.
 *
 * @example
 * ```ts
 * import { apiKeyStamper, createSignerClient, type Passkey } from 'viem-passkey-account'
 * import { createSubOrganization } from 'viem-passkey-account/actions'
 *
 * const client = createSignerClient({
 *   stamper: apiKeyStamper({ publicKey: '<public key>', privateKey: '<private key>' }),
 * })
 *
 * export async function createWalletFor(passkey: Passkey) {
 *   return createSubOrganization(client, {
 *     organizationId: '<parent organization id>',
 *     passkey,
 *     userName: 'anna@example.com',
 *   })
 * }
 * ```
 */
export async function createSubOrganization(
  client: SignerClient,
  parameters: createSubOrganization.Parameters,
): Promise<createSubOrganization.ReturnType> {
  const { passkey, stamper, signal } = parameters
  const { address, ...ids } = await submitSubOrganization(client, parameters)
  const { organizationId, walletId } = ids
  const accounts = await listWalletAccounts(client, { organizationId, walletId, stamper, signal })
  const account = accounts.find((one) => one.address === address)
  const publicKey = expandPublicKey(account?.publicKey, address)
  if (!publicKey)
    throw new AnswerMismatchError({
      field: 'publicKey',
      expected: 'the public key of the address',
      received: `${account?.publicKey ?? 'nothing'} of ${address}`,
    })
  const { credentialId, userHandle } = passkey
  return { ...ids, address: getAddress(address), publicKey, credentialId, ...(userHandle && { userHandle }) }
}

export declare namespace createSubOrganization {
  type Parameters = ActionParameters & {
    /** The user's passkey, from {@link createPasskey}. */
    passkey: Passkey
    /** Name of the root user. */
    userName: string
    /**
     * Name of the sub-organization.
     * @default userName
     */
    subOrganizationName?: string | undefined
    /**
     * Name of the passkey in lists of the user's passkeys.
     * @default 'Passkey'
     */
    authenticatorName?: string | undefined
    /**
     * Name of the wallet.
     * @default 'Wallet'
     */
    walletName?: string | undefined
  }
  type ReturnType = PasskeyWallet
  type ErrorType = submit.ErrorType | listWalletAccounts.ErrorType
}

/** The activity alone: returns the ids of what was created, and the address as the signer writes it. */
export async function submitSubOrganization(
  client: SignerClient,
  {
    organizationId,
    passkey: { challenge, attestation },
    userName,
    subOrganizationName = userName,
    authenticatorName = 'Passkey',
    walletName = 'Wallet',
    stamper,
    signal,
  }: createSubOrganization.Parameters,
): Promise<Pick<PasskeyWallet, 'organizationId' | 'userId' | 'walletId'> & { address: string }> {
  const intent: CreateSubOrganizationIntentV8 = {
    subOrganizationName,
    rootUsers: [
      { userName, apiKeys: [], authenticators: [{ authenticatorName, challenge, attestation }], oauthProviders: [] },
    ],
    rootQuorumThreshold: 1,
    wallet: { walletName, accounts: [ethereumAccount] },
  }
  const {
    subOrganizationId,
    wallet: { walletId, addresses },
    rootUserIds: [userId],
  } = await runActivity(client, {
    type: 'ACTIVITY_TYPE_CREATE_SUB_ORGANIZATION_V8',
    parameters: { ...intent, organizationId, stamper, signal },
    parse: (activity) => readResult(activity, 'createSubOrganizationResultV8', isCreated),
  })
  return { organizationId: subOrganizationId, userId, walletId, address: addresses[0] }
}

/** A result with one user, one wallet and one address. */
type Created = CreateSubOrganizationResultV8 & {
  wallet: { walletId: string; addresses: [string, ...string[]] }
  rootUserIds: [string, ...string[]]
}

function isCreated(value: unknown): value is Created {
  return (
    hasStrings(value, ['subOrganizationId']) &&
    isWalletResult(value.wallet) &&
    value.wallet.addresses.length === 1 &&
    isStrings(value.rootUserIds) &&
    value.rootUserIds.length === 1
  )
}
