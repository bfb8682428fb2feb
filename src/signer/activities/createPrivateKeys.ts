import type { CreatePrivateKeysIntentV2 } from '../../wire/intents.js'
import { randomSecp256k1Key } from '../keys/secp256k1Key.js'
import { limits } from '../protocol/limits.js'
import { label, list, listOrAbsent, object, type Parser, uuid } from '../protocol/parse.js'
import { requestLimits } from '../protocol/requestLimits.js'
import { notFound } from '../protocol/WireError.js'
import { type ActivityDefinition, defineActivity } from './defineActivity.js'
import { addPrivateKey } from './shared/addPrivateKey.js'
import { addressFormat, curve } from './shared/keyParams.js'

const parse: Parser<CreatePrivateKeysIntentV2> = object({
  privateKeys: list(
    object({
      privateKeyName: label(),
      curve,
      privateKeyTags: listOrAbsent(uuid(), { max: limits.tags }),
      addressFormats: listOrAbsent(addressFormat, { max: requestLimits.formats }),
    }),
    { min: 1, max: requestLimits.items },
  ),
})

export const createPrivateKeys: ActivityDefinition = defineActivity({
  path: 'create_private_keys',
  versions: {
    ACTIVITY_TYPE_CREATE_PRIVATE_KEYS_V2: {
      intent: 'createPrivateKeysIntentV2',
      result: 'createPrivateKeysResultV2',
    },
  },
  parse,
  subject: () => ({ kind: 'organization' }),
  execute(context, { privateKeys }) {
    const { id } = context.organization
    return {
      privateKeys: privateKeys.map(({ privateKeyName, curve, privateKeyTags, addressFormats }) => {
        const [tag] = privateKeyTags
        if (tag !== undefined) throw notFound(`unable to find private key tag ${tag} in organization ${id}`)
        return addPrivateKey(context, id, {
          name: privateKeyName,
          curve,
          addressFormats,
          tags: [],
          privateKey: randomSecp256k1Key(),
          imported: false,
        })
      }),
    }
  },
})
