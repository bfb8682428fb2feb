import type { Hex } from 'viem'
import { createPasskeyAccount, type PasskeyAccount } from 'viem-passkey-account'
import type { TestWallet } from 'viem-passkey-account/testing/node'

/** Imports a key into the wallet's sub-organization and returns the passkey's account for it. */
export async function importAccount(
  { client, signer, wallet: { organizationId } }: Pick<TestWallet, 'client' | 'signer' | 'wallet'>,
  privateKey: Hex,
): Promise<{ account: PasskeyAccount; privateKeyId: string }> {
  const { address, privateKeyId } = await signer.importPrivateKey({ organizationId, privateKey })
  return { account: createPasskeyAccount({ client, organizationId, address }), privateKeyId }
}
