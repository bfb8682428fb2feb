import type { ExportPrivateKeyIntent, ExportPrivateKeyResult } from '../../wire/exchange.js'
import { object, type Parser, uuid } from '../protocol/parse.js'
import { notFound } from '../protocol/WireError.js'
import { type ActivityDefinition, defineActivity } from './defineActivity.js'
import { privateKeyPlace } from './shared/addPrivateKey.js'
import { targetPublicKey } from './shared/bundleParams.js'
import { createExportBundle } from './shared/createBundle.js'

const parse: Parser<ExportPrivateKeyIntent> = object({ privateKeyId: uuid(), targetPublicKey })

export const exportPrivateKey: ActivityDefinition = defineActivity({
  path: 'export_private_key',
  versions: {
    ACTIVITY_TYPE_EXPORT_PRIVATE_KEY: { intent: 'exportPrivateKeyIntent', result: 'exportPrivateKeyResult' },
  },
  parse,
  subject: () => ({ kind: 'organization' }),
  execute(context, { privateKeyId, targetPublicKey }) {
    const { store, sealer, organization } = context
    const privateKey = store.privateKeys.byId(organization.id, privateKeyId)
    if (privateKey === undefined)
      throw notFound(`unable to find private key ${privateKeyId} in organization ${organization.id}`)
    const secret = sealer.open(privateKey.sealedKey, privateKeyPlace(privateKey.id))
    store.privateKeys.markExported(privateKey.id, context.now())
    return {
      privateKeyId,
      exportBundle: createExportBundle(context, secret, targetPublicKey),
    } satisfies ExportPrivateKeyResult
  },
})
