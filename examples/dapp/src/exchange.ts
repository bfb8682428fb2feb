import { type Address, isAddressEqual } from 'viem'
import { exportWallet, exportWalletAccount, importWallet, type PasskeyWallet } from 'viem-passkey-account'
import type { Action } from './actions.ts'
import type { Wallet } from './wallet.ts'

const warnings = [
  'Anyone who sees it can take everything, at any time, without your passkey.',
  'Nobody else should see your screen now. We will never ask you for it.',
]

/** Exports and imports of keys. Nothing here is kept: what is shown is gone when the dialog closes. */
export function createExchange(wallet: Wallet) {
  const opened = (): PasskeyWallet => {
    const { wallet: opened } = wallet.state()
    if (opened) return opened
    throw new Error('Sign in first.')
  }

  /** Asks for the passkey even during a session: a click is too little for this. */
  async function showWords(signal: AbortSignal): Promise<string> {
    return exportWallet(wallet.client(), { ...opened(), signal })
  }

  async function showKey(signal: AbortSignal): Promise<string> {
    return exportWalletAccount(wallet.client(), { ...opened(), signal })
  }

  async function importWords(walletName: string, mnemonic: string, signal: AbortSignal): Promise<PasskeyWallet> {
    const { organizationId, userId } = opened()
    const client = wallet.client()
    const imported = await importWallet(client, { organizationId, userId, walletName, mnemonic, signal })
    return { ...opened(), ...imported }
  }

  return {
    exportWords: async (): Promise<Action> => ({
      review: ['Show the words of this wallet. They are the wallet.', ...warnings],
      prompts: 1,
      async run(signal) {
        return { text: 'Write the words down on paper, in this order.', secret: await showWords(signal) }
      },
    }),

    exportKey: async (): Promise<Action> => ({
      review: ['Show the private key of this address. It is the wallet’s money.', ...warnings],
      prompts: 1,
      async run(signal) {
        return { text: 'This is the private key of your address.', secret: await showKey(signal) }
      },
    }),

    /** @param onDone Called when the words are not needed any more. */
    importWords: async (name: string, mnemonic: string, onDone: () => void): Promise<Action> => ({
      review: [
        `Import the words as “${name}”. Your passkey will control that wallet, too.`,
        'Anyone who has these words already can still use them.',
        'Then this page shows the imported wallet.',
      ],
      prompts: 1,
      async run(signal) {
        const before: Address = opened().address
        const imported = await importWords(name, mnemonic, signal)
        wallet.open(imported)
        onDone()
        const isNew = !isAddressEqual(before, imported.address)
        return { text: isNew ? `Imported “${name}”. This page shows it now.` : `Imported “${name}”.` }
      },
    }),
  }
}
