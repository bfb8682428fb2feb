import { getAddress } from 'viem'
import { listWalletAccounts } from '../actions/listWalletAccounts.js'
import type { SignerClient } from '../client/createSignerClient.js'
import { expandPublicKey, toAddress } from '../crypto/expandPublicKey.js'
import { AnswerMismatchError } from '../errors/activity.js'
import type { PasskeyWallet } from '../records/passkeyWallet.js'
import type { Stamper } from '../wire/stamp.js'
import type { WalletAccount } from '../wire/wallet.js'
import type { ExpectedEntry, KnownPasskey } from './expected.js'
import { getUser } from './getUser.js'
import { matchPasskey, matchWallets, toList } from './matchExpected.js'

/** The largest page that the signer returns. */
const pageSize = 100

/**
 * Reads the wallets of the user whose passkey began a session, oldest first: the Ethereum accounts that are expected,
 * with what is known or answered about the passkey.
 *
 * @throws AnswerMismatchError if the user does not have the passkey, or if it or a wallet is not as expected.
 */
export async function readWallets(
  client: SignerClient,
  {
    organizationId,
    userId,
    credentialId,
    known,
    expected,
    allowNewWallets,
    ...parameters
  }: {
    organizationId: string
    userId: string
    credentialId: string
    /** What the app knows about the passkey. */
    known: KnownPasskey | undefined
    expected: ExpectedEntry[] | undefined
    allowNewWallets: boolean
    stamper: Stamper
    signal?: AbortSignal | undefined
  },
): Promise<PasskeyWallet[]> {
  const [{ authenticators }, accounts] = await Promise.all([
    getUser(client, { organizationId, userId, ...parameters }),
    listAccounts(client, { organizationId, ...parameters }),
  ])
  const [authenticator, second] = authenticators.filter((one) => one.credentialId === credentialId)
  if (!authenticator || second)
    throw new AnswerMismatchError({
      field: 'user.authenticators',
      expected: `${credentialId} once`,
      received: toList(authenticators.map((one) => one.credentialId)),
    })
  const { authenticatorId, credential } = authenticator
  const passkey = matchPasskey(known, { authenticatorId, passkeyPublicKey: credential.publicKey })
  const wallets = accounts.map((account) => ({
    organizationId,
    userId,
    ...toWallet(account),
    credentialId,
    ...passkey,
  }))
  return matchWallets(expected, { wallets, organizationId, userId, allowNewWallets })
}

async function listAccounts(
  client: SignerClient,
  parameters: { organizationId: string; stamper: Stamper; signal?: AbortSignal | undefined },
): Promise<WalletAccount[]> {
  const accounts: WalletAccount[] = []
  for (let page = accounts, after: string | undefined; ; after = page.at(-1)?.walletAccountId) {
    page = await listWalletAccounts(client, {
      ...parameters,
      paginationOptions: { limit: String(pageSize), ...(after && { after }) },
    })
    accounts.push(...page)
    if (page.length < pageSize) break
  }
  return accounts
    .filter(({ addressFormat }) => addressFormat === 'ADDRESS_FORMAT_ETHEREUM')
    .sort((a, b) => Number(a.createdAt?.seconds) - Number(b.createdAt?.seconds))
}

function toWallet({
  walletId,
  address,
  publicKey: compressed,
}: WalletAccount): Pick<PasskeyWallet, 'walletId' | 'address' | 'publicKey'> {
  const publicKey = expandPublicKey(compressed, address)
  if (!publicKey)
    throw new AnswerMismatchError({
      field: 'publicKey',
      expected: `the public key of ${address}`,
      received: String(compressed),
    })
  return { walletId, address: getAddress(toAddress(publicKey)), publicKey }
}
