import { getAddress } from 'viem'
import { listWalletAccounts } from '../actions/listWalletAccounts.js'
import type { SignerClient } from '../client/createSignerClient.js'
import { expandPublicKey } from '../crypto/expandPublicKey.js'
import { AnswerMismatchError } from '../errors/activity.js'
import type { PasskeyWallet } from '../records/passkeyWallet.js'
import type { Stamper } from '../wire/stamp.js'
import type { WalletAccount } from '../wire/wallet.js'

/** The largest page that the signer returns. */
const pageSize = 100

/** Reads all Ethereum accounts of an organization, oldest first. */
export async function readWallets(
  client: SignerClient,
  {
    userId,
    credentialId,
    ...parameters
  }: {
    organizationId: string
    userId: string
    credentialId: string
    stamper: Stamper
    signal?: AbortSignal | undefined
  },
): Promise<PasskeyWallet[]> {
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
    .map(({ walletId, address, publicKey: compressed }) => {
      const publicKey = expandPublicKey(compressed, address)
      if (!publicKey)
        throw new AnswerMismatchError({
          field: 'publicKey',
          expected: `the public key of ${address}`,
          received: compressed ?? 'nothing',
        })
      const { organizationId } = parameters
      return { organizationId, userId, walletId, address: getAddress(address), publicKey, credentialId }
    })
}
