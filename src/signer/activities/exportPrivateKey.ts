import type { ExportPrivateKeyIntent, ExportPrivateKeyResult } from '../../wire/exchange.js'
import { object, type Parser, uuid } from '../protocol/parse.js'
import { type ActivityDefinition, defineActivity } from './defineActivity.js'
import { privateKeyPlace } from './shared/addPrivateKey.js'
import { targetPublicKey } from './shared/bundleParams.js'
import { createExportBundle } from './shared/createBundle.js'
import { findPrivateKey } from './shared/findPrivateKey.js'

const parse: Parser<ExportPrivateKeyIntent> = object({ privateKeyId: uuid(), targetPublicKey })

export const exportPrivateKey: ActivityDefinition = defineActivity({
  path: 'export_private_key',
  versions: {
    ACTIVITY_TYPE_EXPORT_PRIVATE_KEY: { intent: 'exportPrivateKeyIntent', result: 'exportPrivateKeyResult' },
  },
  parse,
  subject: () => ({ kind: 'organization' }),
  execute(context, { privateKeyId, targetPublicKey }) {
    const { store, sealer } = context
    const { id, sealedKey } = findPrivateKey(context, privateKeyId)
    const secret = sealer.open(sealedKey, privateKeyPlace(id))
    store.privateKeys.markExported(id, context.now())
    return {
      privateKeyId,
      exportBundle: createExportBundle(context, secret, targetPublicKey),
    } satisfies ExportPrivateKeyResult
  },
})
