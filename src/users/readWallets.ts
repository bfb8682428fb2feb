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
import { matchAuthenticator } from './matchAuthenticator.js'
import { matchWallets } from './matchExpected.js'

/** The largest page that the signer returns. */
const pageSize = 100

/** More than any user has. Ends a list that would never end. */
const maxPages = 100

/**
 * Reads the wallets of the user whose passkey began a session: the Ethereum accounts that are expected, with what is known
 * or answered about the passkey. Without `expected`, the oldest come first.
 *
 * @throws AnswerMismatchError if the user does not have the passkey, if it or a wallet is not as expected, or if the list
 * of accounts does not end.
 */
export async function readWallets(
  client: SignerClient,
  {
    organizationId,
    userId,
    credentialId,
    userHandle,
    known,
    expected,
    allowNewWallets,
    ...parameters
  }: {
    organizationId: string
    userId: string
    credentialId: string
    /** User handle of the passkey, if it is known. */
    userHandle: string | undefined
    /** What the app knows about the passkey. */
    known: KnownPasskey | undefined
    expected: ExpectedEntry[] | undefined
    allowNewWallets: boolean
    stamper: Stamper
    signal?: AbortSignal | undefined
  },
): Promise<PasskeyWallet[]> {
  const [user, accounts] = await Promise.all([
    getUser(client, { organizationId, userId, ...parameters }),
    listAccounts(client, { organizationId, ...parameters }),
  ])
  const passkey = matchAuthenticator(user, { credentialId, known })
  const wallets = accounts.map((account) => ({
    organizationId,
    userId,
    ...account,
    credentialId,
    ...passkey,
    ...(userHandle && { userHandle }),
  }))
  return matchWallets(expected, { wallets, organizationId, userId, allowNewWallets })
}

async function listAccounts(
  client: SignerClient,
  parameters: { organizationId: string; stamper: Stamper; signal?: AbortSignal | undefined },
): Promise<AccountOfWallet[]> {
  const accounts: { account: AccountOfWallet; seconds: number }[] = []
  let after: string | undefined
  for (let pages = 1; ; pages++) {
    const page = await listWalletAccounts(client, {
      ...parameters,
      paginationOptions: { limit: String(pageSize), ...(after && { after }) },
    })
    if (page.length > pageSize || (page.length === pageSize && pages === maxPages))
      throw new AnswerMismatchError({
        field: 'accounts',
        expected: `at most ${page.length > pageSize ? pageSize : pageSize * maxPages} accounts`,
        received: 'more',
      })
    for (const account of page)
      if (account.addressFormat === 'ADDRESS_FORMAT_ETHEREUM')
        accounts.push({ account: toWallet(account), seconds: Number(account.createdAt?.seconds) || 0 })
    after = page.at(-1)?.walletAccountId
    if (page.length < pageSize || !after) break
  }
  return accounts.sort((a, b) => a.seconds - b.seconds).map(({ account }) => account)
}

type AccountOfWallet = Pick<PasskeyWallet, 'walletId' | 'address' | 'publicKey'>

function toWallet({ walletId, address, publicKey: compressed }: WalletAccount): AccountOfWallet {
  const publicKey = expandPublicKey(compressed, address)
  if (!publicKey)
    throw new AnswerMismatchError({
      field: 'publicKey',
      expected: 'the public key of the address',
      received: `${compressed ?? 'nothing'} of ${address}`,
    })
  return { walletId, address: getAddress(toAddress(publicKey)), publicKey }
}
