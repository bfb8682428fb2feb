import { type Address, type Hex, stringToBytes } from 'viem'
import { ethereumAccount } from '../actions/ethereumAccount.js'
import { importWallet as requestImport } from '../actions/importWallet.js'
import { initImportWallet } from '../actions/initImportWallet.js'
import { listWalletAccounts } from '../actions/listWalletAccounts.js'
import type { ActionParameters } from '../actions/types.js'
import type { SignerClient } from '../client/createSignerClient.js'
import type { submit } from '../client/submit.js'
import type { AnswerMismatchError } from '../errors/activity.js'
import type { InvalidParameterError, WebCryptoUnavailableError } from '../errors/config.js'
import type { ImportError } from '../errors/users.js'
import type { createSessionKey } from './createSessionKey.js'
import { loadDeriveAccounts } from './deriveAccounts.js'
import { matchImported } from './matchImported.js'
import { parsePath } from './parsePath.js'
import { runImport } from './runImport.js'

/**
 * Imports a wallet by its words. They are sealed for a key that the trusted signer has signed for this user
 * ({@link createSignerClient.Parameters.trustedKeys}); nobody on the way can read them. Anyone who knew the words before still
 * has the wallet.
 *
 * A passkey prompts once: it begins a session of five minutes, which stamps the three requests of an import and then ends.
 * To the signer, its key is a credential of the user meanwhile. A stamper that does not prompt stamps the requests itself.
 *
 * The words are checked before the prompt. Afterwards the signer's list of the new wallet's accounts must have the address
 * that the words give.
 *
 * @returns What changes in a `PasskeyWallet`: `{ ...wallet, ...imported }` is the imported wallet, with the same passkey.
 *
 * @throws InvalidParameterError or WebCryptoUnavailableError before the prompt; AnswerMismatchError if the bundle is not of
 * the trusted signer for this user, with nothing sent, or if something else was imported; ImportError if the wallet was
 * imported and its accounts cannot be listed; what {@link submit} throws: SignerRequestError with the status 409 if the
 * organization has the name or the words, also after an earlier import whose answer was lost.
 *
 * @example
 * ```ts
 * import { createSignerClient, importWallet, type PasskeyWallet, webAuthnStamper } from 'viem-passkey-account'
 *
 * const client = createSignerClient({ stamper: webAuthnStamper({ rpId: 'example.com' }) })
 *
 * export async function onImport(wallet: PasskeyWallet, mnemonic: string): Promise<PasskeyWallet> {
 *   const { organizationId, userId } = wallet
 *   const imported = await importWallet(client, { organizationId, userId, walletName: 'Imported', mnemonic })
 *   return { ...wallet, ...imported }
 * }
 * ```
 */
export async function importWallet(
  client: SignerClient,
  {
    organizationId,
    userId,
    walletName,
    mnemonic,
    path = ethereumAccount.path,
    stamper,
    signal,
  }: importWallet.Parameters,
): Promise<importWallet.ReturnType> {
  const derivationPath = parsePath(path)
  const derive = await loadDeriveAccounts()
  const seedPhrase = derive.parseSeedPhrase(mnemonic)
  const expected = derive.ofSeedPhrase(seedPhrase, derivationPath)
  return runImport(client, {
    organizationId,
    userId,
    stamper,
    signal,
    secret: stringToBytes(seedPhrase),
    init: initImportWallet,
    async send(parameters) {
      const accounts = [{ ...ethereumAccount, path }]
      const { walletId, addresses } = await requestImport(client, { ...parameters, walletName, accounts })
      matchImported(expected.address, { addresses })
      return { walletId, ...expected }
    },
    async check({ walletId }, parameters) {
      const listed = await listWalletAccounts(client, { ...parameters, walletId })
      const accounts = listed.filter((account) => account.walletId === walletId)
      matchImported(expected.address, { accounts: accounts.map(({ address }) => address) })
    },
  })
}

export declare namespace importWallet {
  type Parameters = ActionParameters & {
    /** Id of the user who imports: the user of the stamper. */
    userId: string
    /** Name of the wallet, unique in the organization. */
    walletName: string
    /**
     * 12, 15, 18, 21 or 24 English words of BIP-39, in upper or lower case, separated by spaces. They may be spread over
     * several lines; over two, with the same number of words on each. If they have a passphrase, it is the line after them,
     * unchanged. Blank lines are ignored.
     */
    mnemonic: string
    /**
     * Derivation path of the wallet's account.
     * @default "m/44'/60'/0'/0/0"
     */
    path?: string | undefined
  }
  type ReturnType = {
    /** Id of the new wallet, as the answer says. Nothing proves it. */
    walletId: string
    /** Address that the words give at `path`, EIP-55 checksummed. */
    address: Address
    /** Public key of the address: uncompressed SEC1 (65 bytes), hex with 0x. */
    publicKey: Hex
  }
  type ErrorType =
    | InvalidParameterError
    | WebCryptoUnavailableError
    | AnswerMismatchError
    | ImportError
    | createSessionKey.ErrorType
    | submit.ErrorType
}
