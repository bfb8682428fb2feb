import { assertId } from '../client/assertId.js'
import type { SignerClient } from '../client/createSignerClient.js'
import { readResult } from '../client/readResult.js'
import type { submit } from '../client/submit.js'
import type { ImportWalletIntent, ImportWalletResult } from '../wire/exchange.js'
import { isWalletResult } from './createWallet.js'
import { ethereumAccount } from './ethereumAccount.js'
import { runActivity } from './runActivity.js'
import type { ActionParameters, WithDefaultAccounts } from './types.js'

/**
 * Imports a wallet whose words are sealed for the key that `initImportWallet` returned. To import words, use the function of
 * the same name in `viem-passkey-account`.
 *
 * @throws InvalidParameterError before any prompt if an id is missing or malformed, and what {@link submit} throws.
 *
 * @example
 * ```ts
 * import { createSignerClient, webAuthnStamper } from 'viem-passkey-account'
 * import { importWallet } from 'viem-passkey-account/actions'
 *
 * const client = createSignerClient({ stamper: webAuthnStamper({ rpId: 'example.com' }) })
 * const { walletId, addresses } = await importWallet(client, {
 *   organizationId: '<organization id>',
 *   userId: '<user id>',
 *   walletName: 'Savings',
 *   encryptedBundle: '{"encappedPublic":"04…","ciphertext":"…"}',
 * })
 * ```
 */
export async function importWallet(
  client: SignerClient,
  { accounts = [ethereumAccount], ...parameters }: importWallet.Parameters,
): Promise<importWallet.ReturnType> {
  return runActivity(client, {
    type: 'ACTIVITY_TYPE_IMPORT_WALLET',
    parameters: { ...parameters, accounts },
    ids: { userId: assertId },
    parse: (activity) => readResult(activity, 'importWalletResult', isWalletResult),
  })
}

export declare namespace importWallet {
  type Parameters = ActionParameters & WithDefaultAccounts<ImportWalletIntent>
  type ReturnType = ImportWalletResult
  type ErrorType = submit.ErrorType
}
