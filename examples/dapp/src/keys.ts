import type { PasskeyProvider } from 'viem-passkey-account/provider'
import type { Action } from './actions.ts'
import { clearEntries } from './activity.ts'
import { byId, onSubmit, readField } from './dom.ts'
import { createExchange } from './exchange.ts'
import type { Wallet } from './wallet.ts'
import { clearWords, splitWords, watchWords } from './words.ts'

/** Connects the card that shows the wallet's words and key, and imports other words. */
export function connectKeys(
  wallet: Wallet,
  provider: Pick<PasskeyProvider, 'disconnect'>,
  run: (action: { title: string; prepare: () => Action | Promise<Action> }) => void,
): void {
  const exchange = createExchange(wallet)
  const form = byId('import', HTMLFormElement)
  const words = byId('import-words', HTMLTextAreaElement)
  const fields = [byId('import-status', HTMLElement), byId('import-suggestions', HTMLElement)] as const
  const forget = (): void => {
    clearWords(words, ...fields)
    // The entries are those of the wallet before.
    clearEntries()
    // It still has the account of that wallet.
    void provider.disconnect()
  }

  byId('export-words', HTMLButtonElement).addEventListener('click', () => {
    run({ title: 'Show the words', prepare: exchange.exportWords })
  })
  byId('export-key', HTMLButtonElement).addEventListener('click', () => {
    run({ title: 'Show the private key', prepare: exchange.exportKey })
  })
  watchWords(words, ...fields)
  onSubmit(form, () => {
    const name = readField(form, 'name')
    const mnemonic = splitWords(words.value).join(' ')
    run({ title: 'Import a wallet', prepare: () => exchange.importWords(name, mnemonic, forget) })
  })
}
