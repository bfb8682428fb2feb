import type { SignRawPayloadIntentV2 } from '../../wire/signing.js'
import { payloadDigest } from '../keys/payloadDigest.js'
import { object, type Parser, string, text } from '../protocol/parse.js'
import { type ActivityDefinition, defineActivity } from './defineActivity.js'
import { openSigningKey } from './shared/openSigningKey.js'
import { encoding, hashFunction } from './shared/payloadParams.js'
import { toWireSignature } from './shared/toWireSignature.js'

const parse: Parser<SignRawPayloadIntentV2> = object({
  signWith: string(),
  payload: text(),
  encoding,
  hashFunction,
})

export const signRawPayload: ActivityDefinition = defineActivity({
  path: 'sign_raw_payload',
  versions: {
    ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2: { intent: 'signRawPayloadIntentV2', result: 'signRawPayloadResult' },
  },
  parse,
  writes: false,
  subject: () => ({ kind: 'signature' }),
  execute(context, { signWith, payload, encoding, hashFunction }) {
    const privateKey = openSigningKey(context, signWith)
    return toWireSignature(context.signDigest(privateKey, payloadDigest(payload, encoding, hashFunction)))
  },
})
