import type { InitImportPrivateKeyIntent, InitImportPrivateKeyResult } from '../../wire/exchange.js'
import { object, type Parser, uuid } from '../protocol/parse.js'
import { type ActivityDefinition, defineActivity } from './defineActivity.js'
import { createImportBundle } from './shared/createBundle.js'
import { createImportKey } from './shared/importKey.js'

const parse: Parser<InitImportPrivateKeyIntent> = object({ userId: uuid() })

export const initImportPrivateKey: ActivityDefinition = defineActivity({
  path: 'init_import_private_key',
  versions: {
    ACTIVITY_TYPE_INIT_IMPORT_PRIVATE_KEY: {
      intent: 'initImportPrivateKeyIntent',
      result: 'initImportPrivateKeyResult',
    },
  },
  parse,
  subject: ({ userId }) => ({ kind: 'import', userId }),
  execute(context) {
    return {
      importBundle: createImportBundle(context, createImportKey(context, 'private_key')),
    } satisfies InitImportPrivateKeyResult
  },
})
