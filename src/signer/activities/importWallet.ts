import type { ImportWalletIntent, ImportWalletResult } from '../../wire/exchange.js'
import { parseSeedPhrase } from '../keys/mnemonic.js'
import { label, listOrAbsent, object, type Parser, uuid } from '../protocol/parse.js'
import { requestLimits } from '../protocol/requestLimits.js'
import { badRequest } from '../protocol/WireError.js'
import { type ActivityDefinition, defineActivity } from './defineActivity.js'
import { addWallet } from './shared/addWallet.js'
import { encryptedBundle } from './shared/bundleParams.js'
import { discardImportKey, openImport } from './shared/importKey.js'
import { walletAccountParams } from './shared/keyParams.js'

const parse: Parser<ImportWalletIntent> = object({
  userId: uuid(),
  walletName: label(),
  encryptedBundle,
  accounts: listOrAbsent(walletAccountParams, { max: requestLimits.items }),
})

export const importWallet: ActivityDefinition = defineActivity({
  path: 'import_wallet',
  versions: { ACTIVITY_TYPE_IMPORT_WALLET: { intent: 'importWalletIntent', result: 'importWalletResult' } },
  parse,
  subject: ({ userId }) => ({ kind: 'import', userId }),
  execute(context, { walletName, encryptedBundle, accounts }) {
    const secret = openImport(context, 'wallet', encryptedBundle)
    return addWallet(
      context,
      context.organization.id,
      { walletName, accounts },
      readSeedPhrase(secret),
    ) satisfies ImportWalletResult
  },
  afterFailure: (context, { encryptedBundle }) => discardImportKey(context, 'wallet', encryptedBundle),
})

function readSeedPhrase(secret: Uint8Array): string {
  try {
    return parseSeedPhrase(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(secret))
  } catch (error) {
    throw badRequest(`invalid mnemonic: ${error instanceof RangeError ? error.message : 'it is not UTF-8'}`)
  }
}
