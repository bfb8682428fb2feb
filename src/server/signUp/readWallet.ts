import { getAddress } from 'viem'
import { ethereumAccount } from '../../actions/ethereumAccount.js'
import { listWalletAccounts } from '../../actions/listWalletAccounts.js'
import type { SignerClient } from '../../client/createSignerClient.js'
import { expandPublicKey } from '../../crypto/expandPublicKey.js'
import { AnswerMismatchError } from '../../errors/activity.js'
import type { PasskeyWallet } from '../../records/passkeyWallet.js'
import type { Owner } from './readOwner.js'

/**
 * Reads the Ethereum account of a new sub-organization, and checks its public key against its address.
 *
 * @throws AnswerMismatchError, and what queries throw
 */
export async function readWallet(
  client: SignerClient,
  { organizationId, owner, signal }: { organizationId: string; owner: Owner; signal: AbortSignal },
): Promise<PasskeyWallet> {
  const accounts = await listWalletAccounts(client, { organizationId, paginationOptions: { limit: '100' }, signal })
  const [account, ...others] = accounts.filter(
    ({ path, addressFormat }) => path === ethereumAccount.path && addressFormat === ethereumAccount.addressFormat,
  )
  const publicKey = account && expandPublicKey(account.publicKey, account.address)
  if (!publicKey || others.length > 0)
    throw new AnswerMismatchError({
      field: 'accounts',
      expected: `one account at ${ethereumAccount.path} with its public key`,
      received: `${accounts.length} accounts`,
    })
  const { walletId, address } = account
  return { organizationId, walletId, address: getAddress(address), publicKey, ...owner }
}
