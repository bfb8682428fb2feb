import { getAddress } from 'viem'
import type { SignerClient } from '../client/createSignerClient.js'
import { hasStrings, isStrings } from '../client/guards.js'
import { readResult } from '../client/readResult.js'
import { submit } from '../client/submit.js'
import { expandPublicKey } from '../crypto/expandPublicKey.js'
import { AnswerMismatchError } from '../errors/activity.js'
import type { Passkey } from '../records/passkey.js'
import type { PasskeyWallet } from '../records/passkeyWallet.js'
import type { CreateSubOrganizationIntentV8 } from '../wire/intents.js'
import type { CreateSubOrganizationResultV8 } from '../wire/results.js'
import { isWalletResult } from './createWallet.js'
import { ethereumAccount } from './ethereumAccount.js'
import { listWalletAccounts } from './listWalletAccounts.js'
import type { ActionParameters } from './types.js'

/**
 * Gives a passkey a sub-organization of its own, with one root user and one Ethereum wallet: from then on its owner alone decides what
 * the wallet's key signs. The parent, whose API key stamps this, can read it and nothing more.
 *
 * One activity and one query (for the public key).
 *
 * @param parameters.organizationId - The parent.
 * @param parameters.passkey - From {@link createPasskey}.
 * @param parameters.userName - The root user's name in the signer; also names the sub-organization unless `subOrganizationName` does.
 * @param parameters.authenticatorName - How the passkey is called in lists of the user's passkeys.
 *
 * @throws What {@link submit} and {@link listWalletAccounts} throw, and AnswerMismatchError.
 *
 * @example
 * const wallet = await createSubOrganization(client, { organizationId: parentId, passkey, userName: 'anna@example.com' })
 */
export async function createSubOrganization(
  client: SignerClient,
  {
    organizationId,
    passkey: { credentialId, challenge, attestation },
    userName,
    subOrganizationName = userName,
    authenticatorName = 'Passkey',
    walletName = 'Wallet',
    stamper,
    signal,
  }: createSubOrganization.Parameters,
): Promise<createSubOrganization.ReturnType> {
  const type = 'ACTIVITY_TYPE_CREATE_SUB_ORGANIZATION_V8'
  const parameters: CreateSubOrganizationIntentV8 = {
    subOrganizationName,
    rootUsers: [
      { userName, apiKeys: [], authenticators: [{ authenticatorName, challenge, attestation }], oauthProviders: [] },
    ],
    rootQuorumThreshold: 1,
    wallet: { walletName, accounts: [ethereumAccount] },
  }
  const activity = await submit(client, { type, organizationId, parameters, stamper, signal })
  const created = readResult(activity, 'createSubOrganizationResultV8', isCreated)
  const {
    subOrganizationId,
    wallet: { walletId, addresses },
    rootUserIds: [userId],
  } = created

  const accounts = await listWalletAccounts(client, { organizationId: subOrganizationId, walletId, stamper, signal })
  const account = accounts.find(({ address }) => address === addresses[0])
  const publicKey = expandPublicKey(account?.publicKey, addresses[0])
  if (!publicKey)
    throw new AnswerMismatchError({
      field: 'publicKey',
      expected: `the public key of ${addresses[0]}`,
      received: account?.publicKey ?? 'nothing',
    })
  return {
    organizationId: subOrganizationId,
    userId,
    walletId,
    address: getAddress(addresses[0]),
    publicKey,
    credentialId,
  }
}

export declare namespace createSubOrganization {
  type Parameters = ActionParameters & {
    passkey: Passkey
    userName: string
    subOrganizationName?: string | undefined
    authenticatorName?: string | undefined
    walletName?: string | undefined
  }
  type ReturnType = PasskeyWallet
  type ErrorType = submit.ErrorType | listWalletAccounts.ErrorType
}

/** What was asked for: one user, one wallet, one address. */
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
