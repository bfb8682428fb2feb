import { randomBytes } from 'node:crypto'
import { isPrivate } from 'tiny-secp256k1'
import type { CreatePrivateKeysIntentV2 } from '../../wire/intents.js'
import { label, list, listOrAbsent, object, type Parser, uuid } from '../protocol/parse.js'
import { notFound } from '../protocol/WireError.js'
import { toOwnBytes } from '../util/toOwnBytes.js'
import { type ActivityDefinition, defineActivity } from './defineActivity.js'
import { addPrivateKey } from './shared/addPrivateKey.js'
import { addressFormat, curve } from './shared/keyParams.js'

const parse: Parser<CreatePrivateKeysIntentV2> = object({
  privateKeys: list(
    object({
      privateKeyName: label(),
      curve,
      privateKeyTags: listOrAbsent(uuid()),
      addressFormats: listOrAbsent(addressFormat),
    }),
    { min: 1, max: 100 },
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
          privateKey: randomPrivateKey(),
          imported: false,
        })
      }),
    }
  },
})

/** A random private key of secp256k1: as many bytes, unless they are zero, or the curve's order or more. */
function randomPrivateKey(): Uint8Array {
  let key = toOwnBytes(randomBytes(32))
  while (!isPrivate(key)) key = toOwnBytes(randomBytes(32))
  return key
}
