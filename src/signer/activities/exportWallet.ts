import type { MnemonicLanguage } from '../../wire/enums.js'
import type { ExportWalletIntent, ExportWalletResult } from '../../wire/exchange.js'
import { object, oneOf, optional, type Parser, uuid } from '../protocol/parse.js'
import { badRequest } from '../protocol/WireError.js'
import { type ActivityDefinition, defineActivity } from './defineActivity.js'
import { mnemonicPlace } from './shared/addWallet.js'
import { targetPublicKey } from './shared/bundleParams.js'
import { createExportBundle } from './shared/createBundle.js'
import { findWallet } from './shared/findWallet.js'

const languages: readonly MnemonicLanguage[] = [
  'MNEMONIC_LANGUAGE_ENGLISH',
  'MNEMONIC_LANGUAGE_SIMPLIFIED_CHINESE',
  'MNEMONIC_LANGUAGE_TRADITIONAL_CHINESE',
  'MNEMONIC_LANGUAGE_CZECH',
  'MNEMONIC_LANGUAGE_FRENCH',
  'MNEMONIC_LANGUAGE_ITALIAN',
  'MNEMONIC_LANGUAGE_JAPANESE',
  'MNEMONIC_LANGUAGE_KOREAN',
  'MNEMONIC_LANGUAGE_SPANISH',
]

const parse: Parser<ExportWalletIntent> = object({
  walletId: uuid(),
  targetPublicKey,
  language: optional(oneOf(languages)),
})

export const exportWallet: ActivityDefinition = defineActivity({
  path: 'export_wallet',
  versions: { ACTIVITY_TYPE_EXPORT_WALLET: { intent: 'exportWalletIntent', result: 'exportWalletResult' } },
  parse,
  subject: () => ({ kind: 'organization' }),
  execute(context, { walletId, targetPublicKey, language = 'MNEMONIC_LANGUAGE_ENGLISH' }) {
    const { store, sealer } = context
    const { id, sealedMnemonic } = findWallet(context, walletId)
    // The seed is made from the words, so the same entropy in other words is another wallet.
    if (language !== 'MNEMONIC_LANGUAGE_ENGLISH')
      throw badRequest(`wallet ${id} has English words: in ${language} they would be the words of another seed`)
    const secret = sealer.open(sealedMnemonic, mnemonicPlace(id))
    store.wallets.markExported(id, context.now())
    return {
      walletId,
      exportBundle: createExportBundle(context, secret, targetPublicKey),
    } satisfies ExportWalletResult
  },
})
