import type { SignerClient } from '../client/createSignerClient.js'
import { hasStrings, isStrings } from '../client/guards.js'
import { readResult } from '../client/readResult.js'
import type { submit } from '../client/submit.js'
import type { CreateWalletIntent } from '../wire/intents.js'
import type { CreateWalletResult } from '../wire/results.js'
import { ethereumAccount } from './ethereumAccount.js'
import { runActivity } from './runActivity.js'
import type { ActionParameters, WithDefaultAccounts } from './types.js'

/**
 * Creates a wallet: a seed that stays in the signer, and accounts derived from it.
 *
 * @throws What {@link submit} throws.
 *
 * @example
 * ```ts
 * import { createSignerClient, webAuthnStamper } from 'viem-passkey-account'
 * import { createWallet } from 'viem-passkey-account/actions'
 *
 * const client = createSignerClient({ stamper: webAuthnStamper({ rpId: 'example.com' }) })
 * const { walletId, addresses } = await createWallet(client, {
 *   organizationId: '<organization id>',
 *   walletName: 'Savings',
 * })
 * ```
 */
export async function createWallet(
  client: SignerClient,
  { accounts = [ethereumAccount], ...parameters }: createWallet.Parameters,
): Promise<createWallet.ReturnType> {
  return runActivity(client, {
    type: 'ACTIVITY_TYPE_CREATE_WALLET',
    parameters: { ...parameters, accounts },
    parse: (activity) => readResult(activity, 'createWalletResult', isWalletResult),
  })
}

export declare namespace createWallet {
  type Parameters = ActionParameters & WithDefaultAccounts<CreateWalletIntent>
  type ReturnType = CreateWalletResult
  type ErrorType = submit.ErrorType
}

export function isWalletResult(value: unknown): value is CreateWalletResult {
  return hasStrings(value, ['walletId']) && isStrings(value.addresses)
}
