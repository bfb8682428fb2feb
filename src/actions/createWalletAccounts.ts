import type { SignerClient } from '../client/createSignerClient.js'
import { isObject, isStrings } from '../client/guards.js'
import type { submit } from '../client/submit.js'
import type { CreateWalletAccountsIntent } from '../wire/intents.js'
import type { CreateWalletAccountsResult } from '../wire/results.js'
import { runActivity } from './runActivity.js'
import type { ActionParameters } from './types.js'

/**
 * Derives further addresses from a wallet's seed.
 *
 * @throws What {@link submit} throws, and AnswerMismatchError.
 *
 * @example
 * const { addresses } = await createWalletAccounts(client, { organizationId, walletId, accounts })
 */
export async function createWalletAccounts(
  client: SignerClient,
  parameters: createWalletAccounts.Parameters,
): Promise<createWalletAccounts.ReturnType> {
  return runActivity(client, 'ACTIVITY_TYPE_CREATE_WALLET_ACCOUNTS', parameters, 'createWalletAccountsResult', isResult)
}

export declare namespace createWalletAccounts {
  type Parameters = ActionParameters & CreateWalletAccountsIntent
  type ReturnType = CreateWalletAccountsResult
  type ErrorType = submit.ErrorType
}

function isResult(value: unknown): value is CreateWalletAccountsResult {
  return isObject(value) && isStrings(value.addresses)
}
