import { ethereumAccount } from '../actions/ethereumAccount.js'
import { exportWallet as requestExport } from '../actions/exportWallet.js'
import type { ActionParameters } from '../actions/types.js'
import type { SignerClient } from '../client/createSignerClient.js'
import type { submit } from '../client/submit.js'
import type { AnswerMismatchError } from '../errors/activity.js'
import type { InvalidParameterError, WebCryptoUnavailableError } from '../errors/config.js'
import { loadDeriveAccounts } from './deriveAccounts.js'
import { matchAccount } from './matchAccount.js'
import { openExport } from './openExport.js'
import { parseAddress } from './parseAddress.js'
import { parsePath } from './parsePath.js'

/**
 * Exports the words of a wallet. Anyone who reads them has the wallet for good, without any passkey: show them only to a user
 * who asked for them, and keep them nowhere.
 *
 * A passkey prompts once. The words travel sealed for a key that is made for this call and that no script can read. They are
 * returned only if the signer that the client trusts has sealed them ({@link createSignerClient.Parameters.trustedKeys}) and
 * if they give `address`. The returned text is not protected: every script of the page can read it.
 *
 * @returns The words, separated by spaces. A wallet that was imported with a passphrase has it in a second line: both
 * together are the wallet.
 *
 * @throws InvalidParameterError or WebCryptoUnavailableError before the prompt; AnswerMismatchError if the answer is not of
 * the trusted signer, for another organization or key, or of another wallet; what {@link submit} throws. In an organization
 * whose quorum is above one, an ActivityApprovalNeededError: the key of this call is gone by the time others approve.
 *
 * @example
 * ```ts
 * import { createSignerClient, exportWallet, type PasskeyWallet, webAuthnStamper } from 'viem-passkey-account'
 *
 * const client = createSignerClient({ stamper: webAuthnStamper({ rpId: 'example.com' }) })
 *
 * export async function onShowWords({ organizationId, walletId, address }: PasskeyWallet) {
 *   return exportWallet(client, { organizationId, walletId, address })
 * }
 * ```
 */
export async function exportWallet(
  client: SignerClient,
  { organizationId, walletId, address, path = ethereumAccount.path, stamper, signal }: exportWallet.Parameters,
): Promise<exportWallet.ReturnType> {
  const expected = parseAddress(address)
  const derivationPath = parsePath(path)
  const derive = await loadDeriveAccounts()
  const secret = await openExport(client, {
    organizationId,
    request: async (targetPublicKey) => {
      const parameters = { organizationId, walletId, targetPublicKey, stamper, signal }
      return (await requestExport(client, parameters)).exportBundle
    },
  })
  const seedPhrase = new TextDecoder().decode(secret)
  matchAccount(expected, () => derive.ofSeedPhrase(seedPhrase, derivationPath))
  return seedPhrase
}

export declare namespace exportWallet {
  type Parameters = ActionParameters & {
    /** Id of the wallet. */
    walletId: string
    /** Address of the wallet's account at `path`. The words must give it. */
    address: string
    /**
     * Derivation path of the account.
     * @default "m/44'/60'/0'/0/0"
     */
    path?: string | undefined
  }
  type ReturnType = string
  type ErrorType = InvalidParameterError | WebCryptoUnavailableError | AnswerMismatchError | submit.ErrorType
}
