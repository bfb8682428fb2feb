import type { Hex } from 'viem'
import { createPasskeyAccount, type PasskeyAccount } from 'viem-passkey-account'
import type { TestWallet } from 'viem-passkey-account/testing/node'

/** Puts a key into the wallet's sub-organization; the account is the passkey's for it. */
export async function importAccount(
  { client, signer, wallet: { organizationId } }: Pick<TestWallet, 'client' | 'signer' | 'wallet'>,
  privateKey: Hex,
): Promise<{ account: PasskeyAccount; privateKeyId: string }> {
  const { address, privateKeyId } = await signer.importPrivateKey({ organizationId, privateKey })
  return { account: createPasskeyAccount({ client, organizationId, address }), privateKeyId }
}
