import type { SignerClient } from '../client/createSignerClient.js'
import { hasStrings, isStrings } from '../client/guards.js'
import type { submit } from '../client/submit.js'
import type { CreateWalletIntent } from '../wire/intents.js'
import type { CreateWalletResult } from '../wire/results.js'
import { ethereumAccount } from './ethereumAccount.js'
import { runActivity } from './runActivity.js'
import type { ActionParameters } from './types.js'

/**
 * Makes a wallet: a seed that stays in the signer, and addresses from it.
 *
 * @param parameters.accounts - One Ethereum account at m/44'/60'/0'/0/0 unless given.
 * @param parameters.mnemonicLength - Words of the seed: 12 (unless given), 15, 18, 21 or 24.
 *
 * @throws What {@link submit} throws, and AnswerMismatchError.
 *
 * @example
 * const { walletId, addresses } = await createWallet(client, { organizationId, walletName: 'Savings' })
 */
export async function createWallet(
  client: SignerClient,
  { accounts = [ethereumAccount], ...parameters }: createWallet.Parameters,
): Promise<createWallet.ReturnType> {
  const type = 'ACTIVITY_TYPE_CREATE_WALLET'
  const wish = { ...parameters, accounts }
  return runActivity(client, type, wish, 'createWalletResult', isWalletResult)
}

export declare namespace createWallet {
  type Parameters = ActionParameters &
    Omit<CreateWalletIntent, 'accounts'> & { accounts?: CreateWalletIntent['accounts'] | undefined }
  type ReturnType = CreateWalletResult
  type ErrorType = submit.ErrorType
}

export function isWalletResult(value: unknown): value is CreateWalletResult {
  return hasStrings(value, ['walletId']) && isStrings(value.addresses)
}
