import {
  createSignerClient,
  exportWallet,
  exportWalletAccount,
  importWallet,
  type PasskeyWallet,
} from 'viem-passkey-account'
import { passkeyOf } from './passkeyOf'

/** For exports and imports alone: the route of the other requests does not forward them. */
const client = createSignerClient({ url: '/api/keys' })

type Parameters = { wallet: PasskeyWallet; rpId: string; signal: AbortSignal }

/** Returns the words of the wallet, or the private key of its address. Keep them nowhere. */
export async function exportSecret(what: 'words' | 'key', parameters: Parameters): Promise<string> {
  const { wallet, rpId, signal } = parameters
  const exportAny = what === 'words' ? exportWallet : exportWalletAccount
  return exportAny(client, { ...wallet, stamper: passkeyOf(wallet, rpId), signal })
}

/** Imports a wallet for the user of this one. */
export async function importWords(mnemonic: string, parameters: Parameters): Promise<importWallet.ReturnType> {
  const { wallet, rpId, signal } = parameters
  const { organizationId, userId } = wallet
  // A name that the organization does not have yet. The page shows the address.
  const walletName = `Imported ${new Date().toISOString()}`
  return importWallet(client, {
    organizationId,
    userId,
    walletName,
    mnemonic,
    stamper: passkeyOf(wallet, rpId),
    signal,
  })
}
