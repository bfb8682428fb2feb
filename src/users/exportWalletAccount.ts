import { bytesToHex, type Hex } from 'viem'
import { exportWalletAccount as requestExport } from '../actions/exportWalletAccount.js'
import type { ActionParameters } from '../actions/types.js'
import type { SignerClient } from '../client/createSignerClient.js'
import type { submit } from '../client/submit.js'
import type { AnswerMismatchError } from '../errors/activity.js'
import type { InvalidParameterError, WebCryptoUnavailableError } from '../errors/config.js'
import { loadDeriveAccounts } from './deriveAccounts.js'
import { matchAccount } from './matchAccount.js'
import { openExport } from './openExport.js'
import { parseAddress } from './parseAddress.js'

/**
 * Exports the private key of one account of a wallet. Anyone who reads it has the account for good, without any passkey. The
 * wallet's other accounts are not exported. Everything else is as with {@link exportWallet}: one prompt, a key for this call
 * alone, and nothing is returned that does not give `address`.
 *
 * @throws What {@link exportWallet} throws.
 *
 * @example
 * ```ts
 * import { createSignerClient, exportWalletAccount, type PasskeyWallet, webAuthnStamper } from 'viem-passkey-account'
 *
 * const client = createSignerClient({ stamper: webAuthnStamper({ rpId: 'example.com' }) })
 *
 * export async function onShowKey({ organizationId, address }: PasskeyWallet) {
 *   return exportWalletAccount(client, { organizationId, address })
 * }
 * ```
 */
export async function exportWalletAccount(
  client: SignerClient,
  { organizationId, address, stamper, signal }: exportWalletAccount.Parameters,
): Promise<exportWalletAccount.ReturnType> {
  const expected = parseAddress(address)
  const derive = await loadDeriveAccounts()
  const secret = await openExport(client, {
    organizationId,
    request: async (targetPublicKey) => {
      const parameters = { organizationId, address: expected, targetPublicKey, stamper, signal }
      return (await requestExport(client, parameters)).exportBundle
    },
  })
  const privateKey = bytesToHex(secret)
  matchAccount(expected, () => derive.ofPrivateKey(privateKey))
  return privateKey
}

export declare namespace exportWalletAccount {
  type Parameters = ActionParameters & {
    /** Address of the account. The key must give it. */
    address: string
  }
  type ReturnType = Hex
  type ErrorType = InvalidParameterError | WebCryptoUnavailableError | AnswerMismatchError | submit.ErrorType
}
