import { assertId } from '../client/assertId.js'
import type { SignerClient } from '../client/createSignerClient.js'
import { isObject, isStrings } from '../client/guards.js'
import { readResult } from '../client/readResult.js'
import type { submit } from '../client/submit.js'
import type { CreateWalletAccountsIntent } from '../wire/intents.js'
import type { CreateWalletAccountsResult } from '../wire/results.js'
import { runActivity } from './runActivity.js'
import type { ActionParameters } from './types.js'

/**
 * Derives accounts from a wallet's seed.
 *
 * @throws InvalidParameterError before any prompt if an id is missing or malformed, and what {@link submit} throws.
 *
 * @example
 * ```ts
 * import { createSignerClient, webAuthnStamper } from 'viem-passkey-account'
 * import { createWalletAccounts, ethereumAccount } from 'viem-passkey-account/actions'
 *
 * const client = createSignerClient({ stamper: webAuthnStamper({ rpId: 'example.com' }) })
 * const { addresses } = await createWalletAccounts(client, {
 *   organizationId: '<organization id>',
 *   walletId: '<wallet id>',
 *   accounts: [{ ...ethereumAccount, path: "m/44'/60'/0'/0/1" }],
 * })
 * ```
 */
export async function createWalletAccounts(
  client: SignerClient,
  parameters: createWalletAccounts.Parameters,
): Promise<createWalletAccounts.ReturnType> {
  return runActivity(client, {
    type: 'ACTIVITY_TYPE_CREATE_WALLET_ACCOUNTS',
    parameters,
    ids: { walletId: assertId },
    parse: (activity) => readResult(activity, 'createWalletAccountsResult', isResult),
  })
}

export declare namespace createWalletAccounts {
  type Parameters = ActionParameters & CreateWalletAccountsIntent
  type ReturnType = CreateWalletAccountsResult
  type ErrorType = submit.ErrorType
}

function isResult(value: unknown): value is CreateWalletAccountsResult {
  return isObject(value) && isStrings(value.addresses)
}
