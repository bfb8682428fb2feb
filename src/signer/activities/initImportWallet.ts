import type { InitImportWalletIntent, InitImportWalletResult } from '../../wire/exchange.js'
import { object, type Parser, uuid } from '../protocol/parse.js'
import { type ActivityDefinition, defineActivity } from './defineActivity.js'
import { createImportBundle } from './shared/createBundle.js'
import { createImportKey } from './shared/importKey.js'

const parse: Parser<InitImportWalletIntent> = object({ userId: uuid() })

export const initImportWallet: ActivityDefinition = defineActivity({
  path: 'init_import_wallet',
  versions: {
    ACTIVITY_TYPE_INIT_IMPORT_WALLET: {
      intent: 'initImportWalletIntent',
      result: 'initImportWalletResult',
    },
  },
  parse,
  subject: ({ userId }) => ({ kind: 'import', userId }),
  execute(context) {
    return {
      importBundle: createImportBundle(context, createImportKey(context, 'wallet')),
    } satisfies InitImportWalletResult
  },
})
