import {
  createSignerClient,
  exportWallet,
  exportWalletAccount,
  importWallet,
  type PasskeyWallet,
  webAuthnStamper,
} from 'viem-passkey-account'

/** For keys out and in alone: the route of the other requests does not forward them. */
const client = createSignerClient({ url: '/api/keys' })

type Parameters = { wallet: PasskeyWallet; rpId: string; signal: AbortSignal }

/** The user's passkey, also during a session: for this, a click is too little. */
function passkeyOf({ wallet, rpId }: Parameters) {
  return webAuthnStamper({ rpId, allowCredentials: [{ type: 'public-key', id: wallet.credentialId }] })
}

/** Returns the words of the wallet, or the private key of its address. Keep them nowhere. */
export async function exportSecret(what: 'words' | 'key', parameters: Parameters): Promise<string> {
  const { wallet, signal } = parameters
  const exportAny = what === 'words' ? exportWallet : exportWalletAccount
  return exportAny(client, { ...wallet, stamper: passkeyOf(parameters), signal })
}

/** Imports a wallet for the user of this one. */
export async function importWords(mnemonic: string, parameters: Parameters): Promise<importWallet.ReturnType> {
  const { wallet, signal } = parameters
  const { organizationId, userId } = wallet
  // A name that the organization does not have yet. The page shows the address.
  const walletName = `Imported ${new Date().toISOString()}`
  return importWallet(client, { organizationId, userId, walletName, mnemonic, stamper: passkeyOf(parameters), signal })
}
