import type { ImportPrivateKeyIntent, ImportPrivateKeyResult } from '../../wire/exchange.js'
import { isSecp256k1PrivateKey } from '../keys/secp256k1Key.js'
import { label, listOrAbsent, object, type Parser, uuid } from '../protocol/parse.js'
import { requestLimits } from '../protocol/requestLimits.js'
import { badRequest } from '../protocol/WireError.js'
import { type ActivityDefinition, defineActivity } from './defineActivity.js'
import { addPrivateKey } from './shared/addPrivateKey.js'
import { encryptedBundle } from './shared/bundleParams.js'
import { discardImportKey, openImport } from './shared/importKey.js'
import { addressFormat, curve } from './shared/keyParams.js'

const parse: Parser<ImportPrivateKeyIntent> = object({
  userId: uuid(),
  privateKeyName: label(),
  encryptedBundle,
  curve,
  addressFormats: listOrAbsent(addressFormat, { max: requestLimits.formats }),
})

export const importPrivateKey: ActivityDefinition = defineActivity({
  path: 'import_private_key',
  versions: {
    ACTIVITY_TYPE_IMPORT_PRIVATE_KEY: { intent: 'importPrivateKeyIntent', result: 'importPrivateKeyResult' },
  },
  parse,
  subject: ({ userId }) => ({ kind: 'import', userId }),
  execute(context, { privateKeyName, encryptedBundle, curve, addressFormats }) {
    const privateKey = openImport(context, 'private_key', encryptedBundle)
    if (!isSecp256k1PrivateKey(privateKey))
      throw badRequest('invalid private key: it must be 32 bytes between 1 and the order of secp256k1')
    return addPrivateKey(context, context.organization.id, {
      name: privateKeyName,
      curve,
      addressFormats,
      tags: [],
      privateKey,
      imported: true,
    }) satisfies ImportPrivateKeyResult
  },
  afterFailure: (context, { encryptedBundle }) => discardImportKey(context, 'private_key', encryptedBundle),
})
